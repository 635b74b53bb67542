import { describe, expect, test } from 'vitest';
import { serverOfConfig } from '../../../../server/src/languageServer/dashboard/configServer';
import type { TrackedServer } from '../../../../server/src/languageServer/live/followers';
import type { Live } from '../../../../server/src/languageServer/live/live';
import type { Session } from '../../../../server/src/session/session';

const ROOT = '/etc/nginx/nginx.conf';

/** A followed server, of which only what matters is there. */
function tracked(key: string, rootHere: string | null, isRead = true) {
  const follower = { followed: () => ({ view: isRead ? {} : null }) };
  return { key, follower, rootHere } as unknown as TrackedServer & { readonly rootHere: string | null };
}

function found(all: readonly ReturnType<typeof tracked>[], attached: TrackedServer | null = null): string | null {
  const live = {
    followers: { all: () => all },
    rootHereOf: (one: ReturnType<typeof tracked>) => one.rootHere,
    attached: () => attached,
  } as unknown as Live;
  const session = { realPathOf: (path: string) => path.replace('/link/', '/etc/nginx/') } as unknown as Session;
  return serverOfConfig(live, session, ROOT)?.key ?? null;
}

describe('the server of a config', () => {
  test('is the one that runs it, under any name of the file', () => {
    expect(found([tracked('other', '/other/nginx.conf'), tracked('own', '/link/nginx.conf')])).toBe('own');
  });

  test('is the attached one of several', () => {
    const second = tracked('second', ROOT);
    expect(found([tracked('first', ROOT), second], second)).toBe('second');
    expect(found([tracked('first', ROOT), second])).toBe('first');
  });

  test('is none whose config is a file of a container, or of which nothing was read', () => {
    expect(found([tracked('container', null), tracked('unread', ROOT, false)])).toBeNull();
  });
});

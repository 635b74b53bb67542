import { config as setUpTexts } from '@vscode/l10n';
import { zoneKinds } from '../../../server/src/zones/catalogue';
import { readTexts } from './texts';

const CHINESE = readTexts('l10n/bundle.l10n.zh-cn.json');

/** What a function makes for a person who reads Simplified Chinese. */
export function inChinese<Made>(make: () => Made): Made {
  setUpTexts({ contents: CHINESE });
  try {
    return make();
  } finally {
    setUpTexts({ contents: {} });
  }
}

/** Names that no language translates, in lower case. */
const NAMES = new Set(
  [
    ...zoneKinds.flatMap(({ directive, module, since }) => [directive ?? '', module, since ?? '']),
    ...zoneKinds.flatMap(({ knownParameters = [] }) => knownParameters),
    'nginx ngx_slab_alloc plus openresty angie tengine senginx opennjet njs redis api ocsp nonce rss pss cgroup upstream',
    'include slru kb mb gb tb bytes k m g set safe_set safe_add lpush rpush forcible true evict sharedmemoryerror expire on',
    'limit_conn_status levels state file timeout eviction none slab_size worker_processes memory pid',
  ]
    .join(' ')
    .toLowerCase()
    .match(/[a-z][a-z_]*/g) ?? [],
);

/** English words that were left in a Chinese text, besides code, names, targets of our links, and messages in quotes. */
export function englishWords(text: string): string[] {
  const prose = text
    .replace(/\]\(command:[\w.]+ "([^"]*) ?zoneLens\.\w+"\)/g, ' $1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, ' ')
    .replace(/“[^”]*”/g, ' ');
  return (prose.toLowerCase().match(/[a-z][a-z_]*/g) ?? []).filter((word) => !NAMES.has(word));
}

/** All numbers of a text, in the order of their size. */
export function numbersOf(text: string): string[] {
  return (text.match(/\d+(?:[.,]\d+)*/g) ?? []).sort();
}

/** Places where a Chinese mark has a space beside it that does not end a line or belong to a table. */
export function spacedMarks(text: string): string[] {
  return text.match(/.?[，。：；、？！（）“”] (?![ |]).?|.?(?<!\|) [，。：；、？！（）“”].?/gu) ?? [];
}

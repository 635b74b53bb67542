import { type Explanation, type OurError, saysTheSame } from './judge';

/** What an error's message quotes as the zone's name stands in the directive that it points to, as far as quotes let it. */
function isWhereItIsNamed(says: string, ours: OurError): boolean {
  const name = /zone "(.*)"/s.exec(says)?.[1];
  if (name === undefined) return true;
  // Escapes and quotes are told apart elsewhere; here the letters have to be there.
  const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
  return letters(ours.directive).includes(letters(name));
}

/**
 * Where nginx and we do not say the same thing at the same line, on purpose. Every class says why, and is checked for
 * what must be the same all the same.
 */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    why: 'over several lines: nginx names the line on which the directive ends, we the word to mend',
    says: /./,
    holds: (nginx, ours) => {
      const isInside = ours.file === nginx.file && ours.line < ours.endLine && ours.endLine === nginx.line;
      return isInside && saysTheSame(nginx, ours);
    },
  },
  {
    why: 'found when all is read: nginx names no line, we the directives that name the zone',
    says: /^(?:zero size shared memory zone "|ngx_slab_alloc\(\) failed: no memory|mmap\(MAP_ANON\|MAP_SHARED, \d+\) failed)/,
    holds: (nginx, ours) => nginx.line === null && saysTheSame(nginx, ours) && isWhereItIsNamed(nginx.message, ours),
  },
  {
    why: 'unknown cache zone: nginx names the line on which its http block ends, we the directive that names the zone',
    says: /^"(?:proxy|fastcgi|scgi|uwsgi)_cache" zone ".*" is unknown$/s,
    holds: (nginx, ours) =>
      ours.code === 'zone-undeclared' &&
      saysTheSame(nginx, ours) &&
      isWhereItIsNamed(nginx.message, ours) &&
      (ours.file !== nginx.file || ours.line < (nginx.line ?? 0)),
  },
  {
    why: 'unknown cache zone of http that every server overrides: nginx says "zero size", we the same as for any other',
    says: /^zero size shared memory zone "missing"$/,
    holds: (nginx, ours) =>
      nginx.line === null &&
      /^"\w+_cache" zone "missing" is unknown\./.test(ours.message) &&
      ours.code === 'zone-undeclared',
  },
  {
    why: "a module's own zone: nginx names the line on which the http block ends, we the directive that took the name",
    says: /^the shared memory zone "(?:memstore|nchan_worker_stats|upstream_fair)" is already declared for a different use$/,
    holds: (nginx, ours) =>
      ours.message.includes('by itself') &&
      saysTheSame(nginx, ours) &&
      isWhereItIsNamed(nginx.message, ours) &&
      ours.line < (nginx.line ?? 0),
  },
  {
    why: 'a placeholder stands for the size: we report no error, since a template may fill it in before nginx reads it',
    says: /^invalid (?:lua shared dict|zone) size "(?:zone=a:)?(?:\$\{SIZE\}|\{\{ size \}\}|\$\(size\)|<%= size %>|@SIZE@|__SIZE__)"$/,
  },
  {
    why: 'lua_shared_dict in stream: right with the stream Lua module, and whether that is built in no config tells',
    says: /^"lua_shared_dict" directive is not allowed here$/,
  },
];

/** Where `nginx -t` succeeds and we report an error all the same. */
export const ACCEPTED_ALL_THE_SAME: readonly Explanation[] = [
  {
    why: 'nchan prints "different use" for its statistics, goes on, and its workers crash: -t succeeds, the server is dead',
    says: /^the shared memory zone "nchan_worker_stats" is already declared for a different use$/,
    holds: saysTheSame,
  },
];

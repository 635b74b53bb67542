/** The options of ngx_get_options() (src/core/nginx.c) that a running server was started with. */
export interface ServerOptions {
  /** `-p`, as it was written. */
  readonly prefix: string | null;
  /** `-c`, as it was written. */
  readonly configFile: string | null;
  /** `-g`. */
  readonly directives: string | null;
  /** False for what prints something and ends: `-t`, `-v`, `-s reload`. */
  readonly serves: boolean;
  /** Every argument is one that such a server takes. */
  readonly isAllUnderstood: boolean;
}

interface Found {
  p: string | null;
  c: string | null;
  g: string | null;
  e: string | null;
  s: string | null;
}

/** `m`, `M` and `l` list modules or directives in Angie and Tengine. */
const ENDING_FLAGS = /[?hvVtTmMl]/;
/** The kernel gives a title that was set up to a page's length. */
const LONGEST_TITLE = 65_536;
const FLAGS = /^[?hvVtTqmMl]$/;

/**
 * Options out of the arguments as the process got them. Flags may stand in one word (`-qc FILE`), and a value may follow
 * its letter at once (`-p/srv`). The last one counts, as in nginx.
 *
 * @param args with the program's own name in front
 */
export function optionsOfArguments(args: readonly string[]): ServerOptions {
  const found: Found = { p: null, c: null, g: null, e: null, s: null };
  let serves = true;
  let isAllUnderstood = true;
  for (let index = 1; index < args.length; index++) {
    const word = args[index] ?? '';
    if (!word.startsWith('-') || word.length < 2) {
      isAllUnderstood = false;
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] ?? '';
      if (isValueLetter(letter)) {
        const value = at + 1 < word.length ? word.slice(at + 1) : args[++index];
        if (value === undefined) isAllUnderstood = false;
        else found[letter] = value;
        break;
      }
      if (!FLAGS.test(letter)) isAllUnderstood = false;
      else if (ENDING_FLAGS.test(letter)) serves = false;
    }
  }
  return optionsOf(found, serves, isAllUnderstood);
}

/**
 * Options out of a master's title, where blanks between arguments and those in them look the same. A word that begins
 * like an option ends the value before it; but the directives of `-g` go on while their last one has no end yet. So a path
 * with ` -c` in it is read wrongly: nothing in the title tells.
 */
export function optionsOfTitle(startedAs: string): ServerOptions {
  const words = startedAs.slice(0, LONGEST_TITLE).split(' ');
  const args = [''];
  // The program's own path may hold blanks too.
  let index = words.findIndex((word) => looksLikeOption(word));
  while (index >= 0 && index < words.length) {
    const word = words[index++] ?? '';
    const letter = /^-[?hvVtTqmMl]*([pcges])/.exec(word);
    if (letter === null) {
      args.push(word);
      continue;
    }
    const isInWord = letter[0].length < word.length;
    const pieces = isInWord ? [word.slice(letter[0].length)] : [];
    if (!isInWord && index < words.length) pieces.push(words[index++] ?? '');
    while (index < words.length) {
      const next = words[index] ?? '';
      const isWhole = letter[1] !== 'g' || /[;}]$/.test(pieces.at(-1) ?? '');
      if (isWhole && looksLikeOption(next)) break;
      pieces.push(next);
      index++;
    }
    args.push(letter[0], pieces.join(' '));
  }
  return optionsOfArguments(args);
}

function looksLikeOption(word: string): boolean {
  return /^-(?:[?hvVtTqmMl]+$|[?hvVtTqmMl]*[pcges])/.test(word);
}

function isValueLetter(letter: string): letter is keyof Found {
  return letter === 'p' || letter === 'c' || letter === 'g' || letter === 'e' || letter === 's';
}

function optionsOf(found: Found, serves: boolean, isAllUnderstood: boolean): ServerOptions {
  return {
    prefix: found.p,
    configFile: found.c,
    directives: found.g,
    serves: serves && found.s === null,
    isAllUnderstood,
  };
}

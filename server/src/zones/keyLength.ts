import { byteLength } from '../config/sourceText';

/** Bytes of variables that keys are often built of: the most that they have, or what is usual where there is no bound. */
const VARIABLE_BYTES: ReadonlyMap<string, number> = new Map([
  ['binary_remote_addr', 16],
  ['remote_addr', 15],
  ['server_addr', 15],
  ['remote_port', 5],
  ['server_port', 5],
  ['request_id', 32],
  ['request_method', 4],
  ['scheme', 5],
  ['server_name', 24],
  ['host', 24],
  ['http_host', 24],
  ['remote_user', 16],
  ['uri', 40],
  ['document_uri', 40],
  ['request_uri', 60],
  ['ssl_session_id', 64],
]);

/** Length of a key expression's value; null where it holds a variable whose length is not known. */
export function keyBytesOf(expression: string): number | null {
  let bytes = 0;
  let isKnown = expression !== '';
  const literal = expression.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_, braced: string | undefined, plain: string | undefined) => {
      const length = VARIABLE_BYTES.get(braced ?? plain ?? '');
      if (length === undefined) isKnown = false;
      bytes += length ?? 0;
      return '';
    },
  );
  return isKnown ? bytes + byteLength(literal) : null;
}

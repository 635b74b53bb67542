import { useRef } from 'preact/hooks';
import { isSame } from './isSame';

/** The very same value as long as it holds the same: what is made of it need not be made again. */
export function useSame<Value>(value: Value): Value {
  const known = useRef(value);
  if (!isSame(known.current, value)) known.current = value;
  return known.current;
}

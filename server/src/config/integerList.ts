/**
 * A growing list of 32-bit integers. A large config tree has millions of tokens; as plain numbers in typed arrays they
 * cost a few bytes each and no work for the garbage collector.
 */
export interface IntegerList {
  values: Int32Array;
  length: number;
}

/** An empty list with room for `capacity` values. */
export function createIntegerList(capacity: number): IntegerList {
  return { values: new Int32Array(Math.max(16, capacity)), length: 0 };
}

/** Appends a value, doubling the room when it is used up. */
export function pushInteger(list: IntegerList, value: number): void {
  if (list.length === list.values.length) {
    const larger = new Int32Array(list.values.length * 2);
    larger.set(list.values);
    list.values = larger;
  }
  list.values[list.length++] = value;
}

/** The values alone, without the spare room. */
export function trimmedIntegers(list: IntegerList): Int32Array {
  return list.values.slice(0, list.length);
}

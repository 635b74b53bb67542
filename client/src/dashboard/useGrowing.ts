import { useEffect, useState } from 'preact/hooks';

/** From 1 up to `most`, one more with each frame as soon as `isBegun`: the first of many is there soon, and no frame long. */
export function useGrowing(most: number, isBegun: boolean): number {
  const [count, setCount] = useState(1);
  useEffect(() => {
    if (!isBegun || count >= most) return;
    const request = requestAnimationFrame(() => setCount(count + 1));
    return () => cancelAnimationFrame(request);
  }, [isBegun, count, most]);
  return count;
}

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** A little before it comes into sight, so that it is there when it does. */
const MARGIN_PX = 240;

/** Until an element was measured. */
const FIRST_WIDTH_PX = 560;

/** Whether an element is in sight, or nearly so. */
export function useInSight(element: RefObject<HTMLElement | null>, changed: (isInSight: boolean) => void): boolean {
  const [isInSight, setInSight] = useState(false);
  const latest = useRef(changed);
  latest.current = changed;
  useLayoutEffect(() => {
    if (element.current === null) return;
    // The browser tells a frame later, and what comes first should not wait for that.
    const { top, bottom } = element.current.getBoundingClientRect();
    setInSight(top < window.innerHeight + MARGIN_PX && bottom > -MARGIN_PX);
    const observer = new IntersectionObserver(
      (entries) => {
        const isSeen = entries.at(-1)?.isIntersecting === true;
        setInSight(isSeen);
        latest.current(isSeen);
      },
      { rootMargin: `${MARGIN_PX}px 0px` },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isInSight;
}

/** Width of an element's content, in whole CSS pixels. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(FIRST_WIDTH_PX);
  useLayoutEffect(() => {
    const measured = (width: number): void => {
      if (width > 0) setWidthPx(Math.floor(width));
    };
    const observer = new ResizeObserver(([entry]) => measured(entry?.contentRect.width ?? 0));
    if (element.current !== null) {
      const style = getComputedStyle(element.current);
      const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
      measured(element.current.clientWidth - padding);
      observer.observe(element.current);
    }
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}

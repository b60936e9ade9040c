import { type RefObject, useEffect, useState } from 'react';

/** Whether the element is on the screen or near it. What was never seen is not drawn; what is not seen is not asked. */
export function useInSight(ref: RefObject<HTMLElement | null>): { inSight: boolean; seen: boolean } {
  const [state, setState] = useState({ inSight: false, seen: false });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const inSight = entries.at(-1)?.isIntersecting ?? false;
        setState((before) =>
          before.inSight === inSight ? before : { inSight, seen: before.seen || inSight },
        );
      },
      { rootMargin: '120px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return state;
}

import { create } from 'zustand';

interface Cursor {
  /** Where the pointer is in time, over whichever chart; null while over none. */
  timeMs: number | null;
  set(timeMs: number | null): void;
}

/** One crosshair through every chart in sight. */
export const useCursor = create<Cursor>()((set) => ({
  timeMs: null,
  set: (timeMs) => set({ timeMs }),
}));

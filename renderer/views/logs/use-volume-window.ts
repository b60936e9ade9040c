import { alignedWindow, type TimeWindow } from '../../time/time-range.ts';
import { useTimeRange } from '../../time/use-time-range.ts';

const BARS = 180;

/** The window, and the same in whole steps of the volume's bars. */
export function useVolumeWindow(): { window: TimeWindow; aligned: TimeWindow & { stepMs: number } } {
  const { window } = useTimeRange();
  return { window, aligned: alignedWindow(window, BARS) };
}

import { duration, percent, type Quantity, quantityText, significant } from '../../../shared/model/format.ts';

/** Calls a second over the window. */
export const rate = (calls: number, windowMs: number): Quantity => ({
  value: significant(calls / Math.max(1e-9, windowMs / 1000)),
  unit: '/s',
});

/** Share of the calls that failed, in percent; null without calls. */
export const errorShare = (errors: number, calls: number): number | null =>
  calls > 0 ? (errors / calls) * 100 : null;

/** From this share of failing calls on, a figure is drawn as an error. */
export const ALARMING_PERCENT = 1;

export const errorText = (errors: number, calls: number): string =>
  quantityText(percent(errorShare(errors, calls)));

export const durationText = (nanos: number | null): string => quantityText(duration(nanos));

import type {
  DifferenceAttribute,
  DifferenceValue,
  TraceDifference,
} from '../../../../shared/contract/trace-answers.ts';

export interface ValueShare extends DifferenceValue {
  /** Of the traces, 0 to 1; null where there is none. */
  insideShare: number | null;
  outsideShare: number | null;
}

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** In how many of the traces inside and outside each value occurs: what the score is made of. */
export const valueShares = (
  { values }: DifferenceAttribute,
  { insideTraces, outsideTraces }: Pick<TraceDifference, 'insideTraces' | 'outsideTraces'>,
): ValueShare[] =>
  values.map((value) => ({
    ...value,
    insideShare: share(value.insideTraces, insideTraces),
    outsideShare: share(value.outsideTraces, outsideTraces),
  }));

/** Below this score an attribute is much the same on both sides. */
export const ALIKE_BELOW = 0.1;

/** Attributes that tell the two apart, and those that do not. */
export function splitAttributes({ attributes }: Pick<TraceDifference, 'attributes'>): {
  different: DifferenceAttribute[];
  alike: DifferenceAttribute[];
} {
  return {
    different: attributes.filter(({ score }) => score >= ALIKE_BELOW),
    alike: attributes.filter(({ score }) => score < ALIKE_BELOW),
  };
}

import type {
  DifferenceAttribute,
  DifferenceValue,
  TraceDifference,
} from '../../../../shared/contract/trace-answers.ts';

export interface ValueShare extends DifferenceValue {
  /** Of the spans that carry the attribute, 0 to 1; null where none does. */
  insideShare: number | null;
  outsideShare: number | null;
}

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** How common each value is among the spans that carry the attribute, inside and outside. */
export const valueShares = ({ values, inside, outside }: DifferenceAttribute): ValueShare[] =>
  values.map((value) => ({
    ...value,
    insideShare: share(value.inside, inside),
    outsideShare: share(value.outside, outside),
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

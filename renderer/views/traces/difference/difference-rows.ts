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

export interface AttributeFamily {
  /** The one to show and to filter by. */
  first: DifferenceAttribute;
  /** Others that split the traces in just the same way. */
  alsoSaid: DifferenceAttribute[];
}

/**
 * Attributes with the same numbers of traces at every value tell the same difference under other names, as
 * container.name and service.instance.id do: they become one.
 */
export function foldFamilies(attributes: DifferenceAttribute[]): AttributeFamily[] {
  const families = new Map<string, DifferenceAttribute[]>();
  for (const attribute of attributes) {
    const counts = attribute.values.map(
      ({ insideTraces, outsideTraces }) => `${insideTraces}/${outsideTraces}`,
    );
    const key = counts.sort().join(' ');
    families.set(key, [...(families.get(key) ?? []), attribute]);
  }
  return [...families.values()].map((family) => {
    const [first, ...alsoSaid] = [...family].sort((a, b) => rank(a) - rank(b));
    return { first: first as DifferenceAttribute, alsoSaid };
  });
}

/** What a person would name it by: service and operation before attributes of spans, those before the resource's. */
const rank = ({ key, from }: DifferenceAttribute): number => {
  if (from === 'field') return key === 'service' || key === 'operation' ? 0 : 3;
  return from === 'span' ? 1 : 2;
};

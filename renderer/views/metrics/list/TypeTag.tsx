import type { MetricType } from '../../../../shared/model/series.ts';

const SHORT: Record<MetricType, string> = {
  counter: 'C',
  gauge: 'G',
  histogram: 'H',
  gaugehistogram: 'GH',
  summary: 'S',
  info: 'i',
  stateset: 'SS',
  unknown: '?',
};

/** What kind of metric it is, in a letter where room is short. */
export function TypeTag({ type, short = false }: { type: MetricType; short?: boolean }) {
  const title = type === 'unknown' ? 'no type was told' : type;
  return (
    <span className="tag" title={title}>
      {short ? <span aria-hidden="true">{SHORT[type]}</span> : title}
      {short ? <span className="visually-hidden">{title}</span> : null}
    </span>
  );
}

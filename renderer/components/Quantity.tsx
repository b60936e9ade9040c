import type { Quantity as Value } from '../../shared/model/format.ts';

/** Value and unit, the unit in the weaker colour; the exact value on hover. */
export function Quantity({ of, exact, className }: { of: Value; exact?: string; className?: string }) {
  if (of.value === '—') return <span className="t3">—</span>;
  return (
    <span className={className} title={exact}>
      {of.value}
      {of.unit === '' ? null : <span className="unit"> {of.unit}</span>}
    </span>
  );
}

import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { AlertListRow } from './alert-rows.ts';
import css from './list.module.css';

interface SectionRowProps {
  row: Extract<AlertListRow, { kind: 'section' }>;
  active: boolean;
  onFold(): void;
}

export function SectionRow({ row, active, onFold }: SectionRowProps) {
  return (
    <button
      type="button"
      className={css.section}
      data-active={active || undefined}
      aria-expanded={!row.folded}
      onClick={onFold}
    >
      {row.folded ? <IconChevronRight size={14} /> : <IconChevronDown size={14} />}
      <b className="semi">{row.title}</b>
      <span className="t3">{row.count}</span>
    </button>
  );
}

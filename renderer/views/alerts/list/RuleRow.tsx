import { Link } from 'wouter';
import { stripAnsi } from '../../../components/ansi.ts';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import type { AlertListRow } from './alert-rows.ts';
import css from './list.module.css';

interface RuleRowProps {
  row: Extract<AlertListRow, { kind: 'rule' }>;
  active: boolean;
  chosen: boolean;
  onChoose(): void;
}

/** A rule without alerts: its name, its group, and whether its evaluation fails. */
export function RuleRow({ row: { rule }, active, chosen, onChoose }: RuleRowProps) {
  const href = useViewHref();
  const failed = rule.health === 'failed';
  return (
    <Link
      href={href('/alerts', { rule: rule.id })}
      className={css.rule ?? ''}
      data-active={active || undefined}
      aria-current={chosen || undefined}
      title={failed ? (rule.lastError ?? '') : rule.expr}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onChoose();
      }}
    >
      <StateIcon
        shape={failed ? 'warn' : rule.health === 'ok' ? 'ok' : 'idle'}
        title={failed ? 'its evaluation fails' : rule.health === 'ok' ? 'inactive' : 'not evaluated yet'}
      />
      <span className="cut">
        <bdi>{stripAnsi(rule.name)}</bdi>
      </span>
      <span className={failed ? 'warn cut' : 't3 cut'}>{failed ? 'fails' : rule.group}</span>
    </Link>
  );
}

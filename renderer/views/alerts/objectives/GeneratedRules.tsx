import { Link } from 'wouter';
import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { count } from '../../../../shared/model/format.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import { useViewHref } from '../../../time/url-state.ts';
import css from './objectives.module.css';

/** The rules that were made of it: those that tell, and their text for any other Prometheus. */
export function GeneratedRules({ objective, text }: { objective: ObjectiveView; text: string }) {
  const href = useViewHref();
  const status = useAlerts();
  const own = new Set(objective.ruleIds);
  const alerting = status?.rules.filter(({ id, kind }) => own.has(id) && kind === 'alert') ?? [];
  return (
    <section className={css.section} aria-label="Rules that were made of it">
      <div className="pane-head">
        <h2>Rules</h2>
        <span className="sub cut">
          made of {objective.file.split(/[\\/]/).at(-1)}:{objective.line}
          {own.size > 0 ? `, ${count(own.size)} in force` : ''}
        </span>
        <span className="grow" />
        {alerting.map(({ id, labels, state }) => (
          <Link key={id} href={href('/alerts', { rule: id })}>
            {new Map(labels).get('severity') ?? 'alert'}: {state}
          </Link>
        ))}
        <CopyButton text={text} label="Copy the rules" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={css.rules} tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

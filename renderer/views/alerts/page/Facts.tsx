import type { ReactNode } from 'react';
import type { AlertView, RuleView } from '../../../../shared/contract/alerts.ts';
import { durationWords } from '../../../../shared/model/format.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { tellingFirst } from '../../../alerts/alert-subject.ts';
import type { ChartQuestion } from '../../../alerts/chart-question.ts';
import { alertValueText } from '../../../alerts/rule-unit.ts';
import { stripAnsi } from '../../../components/ansi.ts';
import { isQuiet } from '../list/alert-rows.ts';
import { Notifies } from './Notifies.tsx';
import css from './page.module.css';

interface FactsProps {
  alert: AlertView | null;
  rule: RuleView | null;
  question: ChartQuestion | null;
}

/** One line of what decides: how long, how much, against what, by which labels, who is told. */
export function Facts({ alert, rule, question }: FactsProps) {
  const expr = rule?.expr ?? null;
  const labels = alert?.labels ?? rule?.labels ?? [];
  return (
    <div className={css.facts}>
      {rule ? (
        <Fact name="for">{rule.forMs === 0 ? 'at once' : durationWords(rule.forMs)}</Fact>
      ) : (
        <Fact name="from">another sender</Fact>
      )}
      {rule && rule.keepFiringForMs > 0 ? (
        <Fact name="keeps firing">{durationWords(rule.keepFiringForMs)}</Fact>
      ) : null}
      {alert && alert.state !== 'resolved' && !Number.isNaN(alert.value) ? (
        <Fact name="value">
          <b className={isQuiet(alert) ? 'semi' : `semi ${alert.state === 'firing' ? 'err' : 'warn'}`}>
            {alertValueText(alert.value, expr)}
          </b>
        </Fact>
      ) : null}
      {question && question.threshold !== null ? (
        <Fact name="threshold">
          {question.op} {alertValueText(question.threshold, expr)}
        </Fact>
      ) : null}
      {labels.length > 0 ? (
        <Fact name="labels" wide>
          <LabelsText labels={labels} />
        </Fact>
      ) : null}
      {alert ? <Notifies alert={alert} /> : null}
    </div>
  );
}

export function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <span className={wide ? css.wideFact : undefined}>
      <span className="t3">{name}</span> {children}
    </span>
  );
}

const MOST_SHOWN = 400;

function LabelsText({ labels }: { labels: Labels }) {
  const said = tellingFirst(labels.filter(([name]) => name !== 'alertname'));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <span className={`mono ${css.labels}`} tabIndex={0} role="group" aria-label="Labels">
      {said.map(([name, value]) => (
        <span key={name} className="cut" title={`${name}=${value}`}>
          <bdi>{stripAnsi(`${name}=${value.slice(0, MOST_SHOWN)}`)}</bdi>
        </span>
      ))}
    </span>
  );
}

import { Suspense, useMemo } from 'react';
import type { DraftRule } from '../../../../shared/contract/alerts.ts';
import { faultText, parse } from '../../../../shared/promql/parse.ts';
import { lazyPart } from '../../../components/lazy-part.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { DurationField } from './DurationField.tsx';
import { PairRows } from './PairRows.tsx';
import css from './rule.module.css';
import { UnusualFields } from './UnusualFields.tsx';

/** The editor is large, and who fills a form never needs it. */
const PromqlEditor = lazyPart(() => import('../../../promql/PromqlEditor.tsx'));

interface WholeFieldsProps {
  rule: DraftRule;
  window: TimeWindow;
  onChange(rule: DraftRule): void;
}

/** Everything that a rule of a rule file has. */
export function WholeFields({ rule, window, onChange }: WholeFieldsProps) {
  const set = (given: Partial<DraftRule>) => onChange({ ...rule, ...given });
  const fault = useMemo(() => faultOf(rule.expr), [rule.expr]);
  return (
    <>
      <div className={css.editor} data-faulty={fault !== null || undefined}>
        <Suspense fallback={<code className={css.plain}>{rule.expr}</code>}>
          <PromqlEditor
            label="Expression"
            value={rule.expr}
            window={window}
            hint="up == 0"
            onChange={(expr) => set({ expr })}
            onRun={(expr) => set({ expr })}
          />
        </Suspense>
      </div>
      {fault === null ? null : (
        <p className="err fs12" role="status">
          {fault}
        </p>
      )}
      {rule.expr.trim() === '' ? null : <UnusualFields rule={rule} onChange={onChange} />}
      <DurationField label="for" valueMs={rule.forMs} onChange={(forMs) => set({ forMs })} />
      <DurationField
        label="keep firing for"
        valueMs={rule.keepFiringForMs}
        onChange={(keepFiringForMs) => set({ keepFiringForMs })}
      />
      <PairRows
        what="label"
        pairs={rule.labels}
        names={['severity', 'team', 'service']}
        onChange={(labels) => set({ labels })}
      />
      <PairRows
        what="annotation"
        pairs={rule.annotations}
        names={['summary', 'description', 'runbook_url']}
        onChange={(annotations) => set({ annotations })}
      />
    </>
  );
}

function faultOf(expr: string): string | null {
  if (expr.trim() === '') return null;
  const parsed = parse(expr);
  return parsed.ok ? null : faultText(expr, parsed.error);
}

import { useMemo, useState } from 'react';
import { Link, useParams } from 'wouter';
import type { AlertsStatus, DraftRule, RuleView as Rule } from '../../../../shared/contract/alerts.ts';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { PromqlText } from '../../../promql/PromqlText.tsx';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { AlertsHead } from '../AlertsHead.tsx';
import viewCss from '../alerts.module.css';
import { FileText } from './FileText.tsx';
import { RuleEditor } from './RuleEditor.tsx';
import css from './rule.module.css';
import { openedDraft, ruleOfView } from './rule-draft.ts';
import { TrialPane } from './trial/TrialPane.tsx';

/** One rule, to be changed: here where it was made here, in its file where it stands in another. */
export default function RuleView() {
  const { id } = useParams<{ id: string }>();
  const status = useAlerts();
  const href = useViewHref();
  const rule = status?.rules.find((each) => each.id === id);
  return (
    <div className="view-page">
      <AlertsHead page="/alerts" />
      <div className={css.body}>
        {status === null ? (
          <Skeleton rows={10} />
        ) : !rule ? (
          <p className={viewCss.none}>
            This rule is in no file any more. <Link href={href('/alerts')}>All alerts and rules</Link>
          </p>
        ) : isOwn(status, rule) && rule.kind === 'alert' ? (
          <OwnRule key={rule.id} rule={rule} />
        ) : (
          <FileRule key={rule.id} rule={rule} />
        )}
      </div>
    </div>
  );
}

const isOwn = ({ files }: AlertsStatus, rule: Rule): boolean =>
  files.some(({ path, own }) => own && path === rule.file);

function OwnRule({ rule }: { rule: Rule }) {
  const text = JSON.stringify(ruleOfView(rule));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the rule, which comes anew with each status
  const saved = useMemo(() => ruleOfView(rule), [text]);
  const begun = useMemo(() => openedDraft(saved), [saved]);
  return <RuleEditor begun={begun} id={rule.id} saved={saved} />;
}

type Shown = 'file' | 'rule';
const SHOWN: [Shown, string][] = [
  ['file', 'File'],
  ['rule', 'Rule'],
];

function FileRule({ rule }: { rule: Rule }) {
  const [other, setOther] = useState<DraftRule | null>(null);
  const [shown, setShown] = useState<Shown>('file');
  const text = JSON.stringify(ruleOfView(rule));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the rule, which comes anew with each status
  const saved = useMemo(() => ruleOfView(rule), [text]);
  const tried = other ?? saved;
  const trial = rule.kind === 'alert';
  const left = (
    <div className={css.side}>
      {trial ? (
        <div className="pane-head">
          <Segments
            label="What is shown"
            options={SHOWN}
            value={shown}
            onChange={(next: Shown) => setShown(next)}
          />
        </div>
      ) : null}
      {shown === 'file' || !trial ? (
        <FileText rule={rule} />
      ) : (
        <div className={css.form}>
          <div className={css.expr}>
            <PromqlText expr={tried.expr} />
          </div>
          <button type="button" className="btn" onClick={() => setOther(null)}>
            As in the file
          </button>
        </div>
      )}
    </div>
  );
  if (!trial) return <FileText rule={rule} />;
  return (
    <SplitPane
      name="alert-rule-file"
      direction="row"
      sized="first"
      initial={480}
      least={320}
      most={900}
      first={left}
      second={<TrialPane rule={tried} saved={saved} unit="" onTake={setOther} />}
    />
  );
}

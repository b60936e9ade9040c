import { useMemo, useRef, useState } from 'react';
import type { AlertsStatus, AlertView } from '../../../shared/contract/alerts.ts';
import { useAlertScope } from '../../alerts/use-alert-scope.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useAlerts } from '../../telemetry/use-alerts.ts';
import { useUrl, useUrlParam } from '../../time/url-state.ts';
import { AlertsEmpty } from './AlertsEmpty.tsx';
import { AlertsHead } from './AlertsHead.tsx';
import viewCss from './alerts.module.css';
import { FileFaults } from './FileFaults.tsx';
import { AlertList } from './list/AlertList.tsx';
import { type AlertListRow, alertRows, rowKey, type SectionKey } from './list/alert-rows.ts';
import { ListFoot } from './list/ListFoot.tsx';
import css from './list/list.module.css';
import { AlertPage } from './page/AlertPage.tsx';
import { RulePage } from './page/RulePage.tsx';

/** Rules and their alerts; the chosen one beside the list. */
export default function AlertsView() {
  const status = useAlerts();
  // Asked once beside the stream, which cannot say why nothing comes.
  const asked = useCall('alerts.status', {}, { enabled: status === null });
  return (
    <div className="view-page">
      <AlertsHead page="/alerts" />
      {status === null ? (
        asked.error ? (
          <ErrorNote error={asked.error} what="Alerts" onRetry={() => void asked.refetch()} />
        ) : (
          <Skeleton rows={10} />
        )
      ) : (
        <>
          <FileFaults files={status.files} />
          {status.rules.length === 0 && status.alerts.length === 0 ? (
            <AlertsEmpty files={status.files} />
          ) : (
            <ListAndPage status={status} />
          )}
        </>
      )}
    </div>
  );
}

function ListAndPage({ status }: { status: AlertsStatus }) {
  const { params, edit } = useUrl();
  const [filter, setFilter] = useUrlParam('q', { replace: true });
  const [folds, setFolds] = useState<ReadonlyMap<SectionKey, boolean>>(new Map());
  const inScope = useAlertScope();
  const rows = useMemo(() => alertRows(status, { filter, folds, inScope }), [status, filter, folds, inScope]);
  const [alert, rule] = [params.get('alert'), params.get('rule')];
  const unsaid = useUnsaidChoice(rows);
  const chosen = alert !== null ? `alert ${alert}` : rule !== null ? `rule ${rule}` : unsaid;
  const choose = (row: AlertListRow) =>
    edit((next) => {
      next.delete('alert');
      next.delete('rule');
      next.delete('silence');
      if (row.kind === 'alert') next.set('alert', row.alert.fingerprint);
      if (row.kind === 'rule') next.set('rule', row.rule.id);
    });
  return (
    <SplitPane
      name="alerts-list"
      direction="row"
      sized="first"
      initial={372}
      least={240}
      most={640}
      first={
        <div className={css.pane}>
          <AlertList
            rows={rows}
            chosen={chosen}
            filter={filter}
            onFilter={setFilter}
            onFold={(section, folded) => setFolds(new Map(folds).set(section, folded))}
            onChoose={choose}
          />
          <ListFoot status={status} />
        </div>
      }
      second={
        <div className={viewCss.page}>
          <ChosenPage status={status} chosen={chosen} />
        </div>
      }
    />
  );
}

/** The first row, until it is there no more: the page must not change under the reader when something new fires. */
function useUnsaidChoice(rows: AlertListRow[]): string {
  const held = useRef('');
  if (!rows.some((row) => rowKey(row) === held.current)) {
    const first = rows.find(({ kind }) => kind !== 'section');
    held.current = first ? rowKey(first) : '';
  }
  return held.current;
}

function ChosenPage({ status, chosen }: { status: AlertsStatus; chosen: string }) {
  const [kind, id] = [chosen.slice(0, chosen.indexOf(' ')), chosen.slice(chosen.indexOf(' ') + 1)];
  const alert = kind === 'alert' ? status.alerts.find(({ fingerprint }) => fingerprint === id) : undefined;
  if (alert) return <AlertPage key={chosen} alert={alert} rule={ruleOf(status, alert)} />;
  const rule = kind === 'rule' ? status.rules.find((each) => each.id === id) : undefined;
  if (rule) {
    const { file, group } = rule;
    return (
      <RulePage
        key={chosen}
        rule={rule}
        group={status.groups.find((each) => each.file === file && each.name === group) ?? null}
        alerts={status.alerts.filter(({ ruleId }) => ruleId === rule.id)}
      />
    );
  }
  if (chosen === '') return <p className={viewCss.none}>Nothing is found by these words.</p>;
  return (
    <p className={viewCss.none}>
      {kind === 'alert'
        ? 'This alert is over and no longer kept, or its labels have changed.'
        : 'This rule is in no file any more.'}
    </p>
  );
}

const ruleOf = ({ rules }: AlertsStatus, { ruleId }: AlertView) =>
  rules.find(({ id }) => id === ruleId) ?? null;

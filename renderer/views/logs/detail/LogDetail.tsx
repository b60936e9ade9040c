import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import { parseLog } from '../../../../shared/log-format/parse-log.ts';
import type { ParsedLog } from '../../../../shared/log-format/parsed-log.ts';
import { severityLevel } from '../../../../shared/model/log-record.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { LogText } from '../../../components/log/MarkedText.tsx';
import type { Marker } from '../../../components/log/marks.ts';
import { shownLog } from '../../../components/log/shown-log.ts';
import { Tabs } from '../../../components/Tabs.tsx';
import { Ago, Time } from '../../../components/Time.tsx';
import { useUrlParam } from '../../../time/url-state.ts';
import { lineJson, lineText } from '../log-text.ts';
import type { LogLook } from '../use-log-look.ts';
import type { LogSearch } from '../use-log-search.ts';
import { ContextTab } from './ContextTab.tsx';
import css from './detail.module.css';
import { Exception } from './Exception.tsx';
import { FieldsTab } from './FieldsTab.tsx';
import { JsonView } from './JsonView.tsx';
import { ProducerTab } from './ProducerTab.tsx';
import { recordTree } from './record-tree.ts';
import { TracePart } from './TracePart.tsx';

export interface DetailProps {
  row: LogRow;
  search: LogSearch;
  look: LogLook;
  marker: Marker;
  onStats(field: string): void;
}

const tabsOf = ({ source }: LogRow): [key: string, title: string][] => [
  ['', 'Fields'],
  ['json', 'JSON'],
  ['context', 'Context'],
  ['from', source === 'docker' ? 'Container' : 'Producer'],
];
const MOST_SHOWN = 20_000;
const YOUNG_MS = 60_000;

/** Everything about one record. */
export function LogDetail({
  onClose,
  onSelect,
  ...props
}: DetailProps & { onClose(): void; onSelect(row: LogRow): void }) {
  const { row, marker, search } = props;
  const parsed = useMemo(() => parseLog(row.body, row.format), [row]);
  const [tab, setTab] = useUrlParam('detail', { replace: true });
  const message = messageOf(row, parsed);
  const traceId = row.traceId || parsed.traceId;
  return (
    <aside className={css.detail} aria-label="Log line">
      <DetailHead row={row} onClose={onClose} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={css.message} tabIndex={0} aria-label="Message">
        <LogText text={message.slice(0, MOST_SHOWN)} marker={marker} />
        {message.length > MOST_SHOWN && (
          <span className="t3">
            {' '}
            … {(message.length - MOST_SHOWN).toLocaleString('en-US')} more characters
          </span>
        )}
        {row.truncated && <span className="warn"> … cut at the limit</span>}
        {parsed.repaired !== null && (
          <p className={css.repaired}>
            <span className="tag warn">read with a repair</span> {parsed.repaired}
          </p>
        )}
      </section>
      {parsed.exception && <Exception {...parsed.exception} />}
      {traceId !== '' && (
        <TracePart
          young={Date.now() - nanoToMs(row.timeUnixNano) < YOUNG_MS}
          traceId={traceId}
          spanId={row.spanId || parsed.spanId}
          onFollow={search.followTrace}
        />
      )}
      <Tabs label="The line's" tabs={tabsOf(row)} value={tab} onChange={setTab}>
        {tab === 'json' && (
          <span className={css.tabHand}>
            <CopyButton text={() => lineJson(row)} label="Copy as JSON" />
          </span>
        )}
      </Tabs>
      <div className={css.tab}>
        {tab === '' && <FieldsTab {...props} parsed={parsed} />}
        {tab === 'json' && <JsonView value={recordTree(row, parsed)} />}
        {tab === 'context' && <ContextTab row={row} marker={marker} onSelect={onSelect} />}
        {tab === 'from' && <ProducerTab row={row} />}
      </div>
    </aside>
  );
}

/** All of it: lines that follow the first belong to it, but for a stack that is shown as one. */
function messageOf(row: LogRow, { message, exception, format }: ParsedLog): string {
  if (message === '') return exception ? '' : row.body;
  if (exception || format === 'json' || message.includes('\n')) return message;
  return [message, ...shownLog(row).more].join('\n');
}

function DetailHead({ row, onClose }: { row: LogRow; onClose(): void }) {
  const level = severityLevel(row.severityNumber);
  const grave = level === 'error' || level === 'fatal' ? 'err' : level === 'warn' ? 'warn' : '';
  return (
    <div className="pane-head">
      <span className={`tag ${grave}`}>{row.severityText.toLowerCase().slice(0, 20) || level}</span>
      <Time className="mono" ms={nanoToMs(row.timeUnixNano)} millis />
      <span className="sub cut">
        <Ago ms={nanoToMs(row.timeUnixNano)} /> ago
      </span>
      <span className="grow" />
      <CopyButton text={() => lineText(row)} label="Copy as text" />
      <button
        type="button"
        className="btn icon quiet small"
        aria-label="Close"
        title="Close (Esc)"
        onClick={onClose}
      >
        <IconX size={14} />
      </button>
    </div>
  );
}

import { Popover } from '@mantine/core';
import { useState } from 'react';
import type { AlertFileView, AlertsStatus } from '../../../../shared/contract/alerts.ts';
import { count, durationWords, significant } from '../../../../shared/model/format.ts';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { Ago } from '../../../components/Time.tsx';
import viewCss from '../alerts.module.css';
import { FaultText } from '../FileFaults.tsx';
import css from './list.module.css';

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** Where the rules come from, and what evaluating them costs. */
export function ListFoot({ status }: { status: AlertsStatus }) {
  const { files, groups, rules, alerts, counts } = status;
  const [opened, setOpened] = useState(false);
  const warnings = files.reduce((sum, file) => sum + file.warnings.length, 0);
  const tookMs = groups.reduce((sum, { lastDurationMs }) => sum + (lastDurationMs ?? 0), 0);
  const intervals = [...new Set(groups.map(({ intervalMs }) => intervalMs))];
  const hidden = counts.firing + counts.pending + counts.suppressed + counts.resolved - alerts.length;
  const name = files.length === 1 ? fileName(files[0]?.path ?? '') : `${count(files.length)} files`;
  return (
    <div className={css.foot}>
      <Popover opened={opened} onChange={setOpened} position="top-start" width={440} trapFocus returnFocus>
        <Popover.Target>
          <button
            type="button"
            className="btn quiet small"
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <span className="cut">{name}</span>
            {warnings > 0 ? <span className="tag warn">{count(warnings)}</span> : null}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <ul className={viewCss.files} aria-label="Files of rules">
            {files.map((file) => (
              <FileLine key={file.path} file={file} />
            ))}
          </ul>
        </Popover.Dropdown>
      </Popover>
      <span className="t2 cut">
        {count(rules.length)} {rules.length === 1 ? 'rule' : 'rules'}
        {intervals.length === 1 ? `, evaluated every ${durationWords(intervals[0] ?? 0)}` : ''}
        {tookMs > 0 ? ` in ${significant(tookMs)} ms` : ''}
        {hidden > 0 ? `; ${count(hidden)} more alerts are not listed` : ''}
      </span>
    </div>
  );
}

function FileLine({ file }: { file: AlertFileView }) {
  const { path, state, warnings, errors, loadedMs, own } = file;
  return (
    <li>
      <span className="named-line">
        <span className="mono">
          <bdi>{path}</bdi>
        </span>{' '}
        <span className="t3">
          {own ? "Trivet's own, " : ''}
          {state === 'loaded' ? (
            <>
              read <Ago ms={loadedMs} /> ago
            </>
          ) : (
            state
          )}
        </span>
      </span>
      {[...errors, ...warnings].slice(0, 20).map((fault) => (
        <span key={`${fault.line} ${fault.message}`} className="t2">
          <StateIcon shape="warn" title="Warning" />
          <FaultText path={fileName(path)} fault={fault} />
        </span>
      ))}
    </li>
  );
}

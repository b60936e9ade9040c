import { Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBraces,
  IconDots,
  IconPencil,
  IconPlus,
  IconSettings,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { DashboardSummary } from '../../../../shared/contract/dashboards.ts';
import type { PanelKind } from '../../../../shared/dashboards/model.ts';
import { useViewHref } from '../../../time/url-state.ts';

export interface HeadActions {
  edit(): void;
  save(asCopy: boolean): void;
  discard(): void;
  undo(): void;
  redo(): void;
  add(kind: PanelKind): void;
  json(): void;
  settings(): void;
  download(): void;
  remove(): void;
  showNotes(): void;
}

interface DashboardHeadProps {
  title: string;
  summary: DashboardSummary;
  editing: boolean;
  unsaved: boolean;
  saving: boolean;
  canUndo: boolean;
  canRedo: boolean;
  notes: number;
  actions: HeadActions;
  /** In place of the title's own actions: back from one panel. */
  back: ReactNode;
}

const ADDABLE: [PanelKind, string][] = [
  ['timeseries', 'Time series'],
  ['stat', 'Single value'],
  ['gauge', 'Gauge'],
  ['bar', 'Bars'],
  ['table', 'Table'],
  ['heatmap', 'Heatmap'],
  ['logs', 'Logs'],
  ['text', 'Text'],
  ['row', 'Row'],
];

/** The title, and what can be done with the dashboard. */
export function DashboardHead(props: DashboardHeadProps) {
  const { title, summary, editing, unsaved, saving, actions, back } = props;
  const href = useViewHref();
  return (
    <div className="view-head">
      <Link href={href('/dashboards')} className="t2">
        Dashboards
      </Link>
      <span className="t3">/</span>
      <h1 className="cut">{title}</h1>
      {summary.origin === 'builtin' ? <span className="tag">built in</span> : null}
      {unsaved ? <span className="tag warn">not saved</span> : null}
      <span className="grow" />
      {back}
      {editing ? <EditActions {...props} saving={saving} /> : null}
      {editing ? null : (
        <button type="button" className="btn" onClick={actions.edit}>
          <IconPencil size={14} /> Edit
        </button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn icon" aria-label="More">
            <IconDots size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconBraces size={14} />} onClick={actions.json}>
            Document
          </Menu.Item>
          <Menu.Item onClick={actions.download}>Export as a file</Menu.Item>
          <Menu.Item onClick={() => actions.save(true)}>Save as a copy</Menu.Item>
          {props.notes > 0 ? (
            <Menu.Item onClick={actions.showNotes}>What was not brought over</Menu.Item>
          ) : null}
          {summary.origin === 'file' ? (
            <Menu.Item color="red" onClick={actions.remove}>
              Delete the dashboard
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function EditActions({ summary, unsaved, saving, canUndo, canRedo, actions }: DashboardHeadProps) {
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn">
            <IconPlus size={14} /> Add
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {ADDABLE.map(([kind, label]) => (
            <Menu.Item key={kind} onClick={() => actions.add(kind)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <button type="button" className="btn" title="Title, tags, variables, links" onClick={actions.settings}>
        <IconSettings size={14} /> Settings
      </button>
      <span className="group">
        <button
          type="button"
          className="btn icon"
          aria-label="Undo"
          title="Undo: Ctrl Z"
          disabled={!canUndo}
          onClick={actions.undo}
        >
          <IconArrowBackUp size={14} />
        </button>
        <button
          type="button"
          className="btn icon"
          aria-label="Redo"
          title="Redo: Ctrl Y"
          disabled={!canRedo}
          onClick={actions.redo}
        >
          <IconArrowForwardUp size={14} />
        </button>
      </span>
      <button type="button" className="btn" onClick={actions.discard}>
        {unsaved ? 'Discard' : 'Done'}
      </button>
      <button
        type="button"
        className="btn primary"
        disabled={!unsaved || saving}
        onClick={() => actions.save(false)}
      >
        {summary.readOnly ? 'Save as a copy' : 'Save'}
      </button>
    </>
  );
}

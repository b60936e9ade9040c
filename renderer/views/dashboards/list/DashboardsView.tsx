import { IconAlertTriangle, IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { DashboardSummary } from '../../../../shared/contract/dashboards.ts';
import { dashboardText } from '../../../../shared/dashboards/document.ts';
import { newDashboard } from '../../../../shared/dashboards/model.ts';
import { CopyLines } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { Time } from '../../../components/Time.tsx';
import { useAction } from '../../../connection/use-call.ts';
import { useLive } from '../../../connection/use-stream.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useUrlParam, useViewHref } from '../../../time/url-state.ts';
import css from './list.module.css';
import { useImport } from './use-import.ts';

/** Every dashboard: one's own first, then those built in. */
export default function DashboardsView() {
  const list = useLive('dashboards.live', {});
  const [search, setSearch] = useUrlParam('q', { replace: true });
  const [tag, setTag] = useUrlParam('tag');
  const field = useRef<HTMLInputElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const importFiles = useImport();
  const create = useAction('dashboards.save', ['dashboards.list']);
  const [, navigate] = useLocation();
  const href = useViewHref();
  const over = useDrop(importFiles);
  useKeys({ '/': () => field.current?.focus() });
  const found = (list ?? []).filter((each) => matches(each, search, tag));
  const tags = [...new Set((list ?? []).flatMap((each) => each.tags))].sort();
  async function make(): Promise<void> {
    const json = dashboardText(newDashboard({ title: 'New dashboard' }));
    const saved = await create.mutateAsync({ id: null, json });
    navigate(href(`/dashboards/${encodeURIComponent(saved.id)}`));
  }
  return (
    <div className="view-page" data-dashboards-drop>
      <div className="view-head">
        <h1>Dashboards</h1>
        <label className="field">
          <IconSearch size={14} />
          <input
            ref={field}
            type="search"
            aria-label="Search dashboards"
            placeholder="Title or tag"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        {tags.map((each) => (
          <button
            key={each}
            type="button"
            className="chip"
            aria-pressed={each === tag}
            data-on={each === tag || undefined}
            onClick={() => setTag(each === tag ? '' : each)}
          >
            {each}
          </button>
        ))}
        <span className="grow" />
        <button
          type="button"
          className="btn"
          title="Dashboards of Grafana, of any version, or exported ones"
          onClick={() => input.current?.click()}
        >
          <IconFileImport size={14} /> Import
        </button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          multiple
          hidden
          aria-label="Dashboard files"
          onChange={(event) => {
            void importFiles([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <button type="button" className="btn primary" onClick={() => void make()}>
          <IconPlus size={14} /> New
        </button>
      </div>
      {create.error ? <ErrorNote error={create.error} what="The dashboard cannot be made" /> : null}
      <ScrollRegion label="All dashboards">
        {list === null ? (
          <Skeleton />
        ) : (
          <div className={css.lists}>
            <Group title="Own" all={found.filter(({ origin }) => origin === 'file')} />
            {list.some(({ origin }) => origin === 'file') ? null : (
              <div className={css.hint}>
                <p>
                  None of your own yet. Drop a dashboard of Grafana here, make a new one, or open one of those
                  below and change it: it is saved as a copy.
                </p>
                <CopyLines caption="From a terminal" text="trivet dashboards import dashboard.json" />
              </div>
            )}
            <Group title="Built in" all={found.filter(({ origin }) => origin === 'builtin')} />
            {found.length === 0 ? <p className="t3">Nothing by that name</p> : null}
          </div>
        )}
      </ScrollRegion>
      {over ? (
        <div className={css.drop}>Drop dashboards: Grafana’s JSON of any version, or exported ones</div>
      ) : null}
    </div>
  );
}

function matches({ title, tags, id }: DashboardSummary, search: string, tag: string): boolean {
  if (tag !== '' && !tags.includes(tag)) return false;
  const words = search.toLowerCase().split(/\s+/);
  const text = `${title} ${tags.join(' ')} ${id}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function Group({ title, all }: { title: string; all: DashboardSummary[] }) {
  const href = useViewHref();
  if (all.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className={css.list}>
        {all.map(({ id, title: name, tags, panels, path, fault, modifiedMs }) => (
          <li key={id}>
            {fault === null ? (
              <Link href={href(`/dashboards/${encodeURIComponent(id)}`)}>{name}</Link>
            ) : (
              <span className="err">
                <IconAlertTriangle size={13} /> {name}
              </span>
            )}
            <span className={`${css.about} t3`}>
              {fault ?? `${panels} ${panels === 1 ? 'panel' : 'panels'}`}
            </span>
            <span className={css.tags}>
              {tags.slice(0, 6).map((each) => (
                <span key={each} className="tag">
                  {each}
                </span>
              ))}
            </span>
            <span className="t3 cut" title={path ?? undefined}>
              {path ?? ''}
            </span>
            <span className="t3 nowrap">{modifiedMs === null ? null : <Time ms={modifiedMs} />}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Files dropped on this view are dashboards; it hears of them before the window does, which takes them for traces. */
function useDrop(take: (files: File[]) => Promise<void>): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      void take([...(event.dataTransfer?.files ?? [])]);
    };
    // In the capturing phase on the window: ahead of whoever listens there for any file.
    window.addEventListener('dragover', drag, true);
    window.addEventListener('dragleave', leave, true);
    window.addEventListener('drop', drop, true);
    return () => {
      window.removeEventListener('dragover', drag, true);
      window.removeEventListener('dragleave', leave, true);
      window.removeEventListener('drop', drop, true);
    };
  }, [take]);
  return over;
}

import { IconBraces, IconLayoutBottombar, IconLayoutSidebar, IconTextWrap, IconX } from '@tabler/icons-react';
import { memo } from 'react';
import { QueryBar } from '../../components/query/QueryBar.tsx';
import { ColumnMenu } from './ColumnMenu.tsx';
import { ExportMenu } from './export/ExportMenu.tsx';
import { HighlightMenu } from './highlights/HighlightMenu.tsx';
import { MakeRule } from './MakeRule.tsx';
import { LogSearches } from './query/LogSearches.tsx';
import { logHelp, logLanguage, useLogHistory } from './query/log-language.tsx';
import { useLogCompletion } from './query/use-log-completion.ts';
import { ResultText } from './ResultText.tsx';
import type { LogLook } from './use-log-look.ts';
import type { LogSearch } from './use-log-search.ts';
import type { LogVolumes } from './use-log-volume.ts';

interface LogsHeadProps {
  search: LogSearch;
  look: LogLook;
  volumes: LogVolumes;
}

/** The query and what is done with its result. */
export const LogsHead = memo(function LogsHead({ search, look, volumes }: LogsHeadProps) {
  return (
    <div className="view-head">
      <h1>Logs</h1>
      <QueryBar
        language={logLanguage}
        useCompletion={useLogCompletion}
        filter={search.coarse}
        useHistory={useLogHistory}
        text={search.text}
        onText={search.setText}
        placeholder='level>=warn service:orders "timed out" status>=500'
        result={<ResultText volumes={volumes} />}
        help={logHelp}
      />
      {search.entities.length > 0 && (
        <button
          type="button"
          className="btn"
          title="Show all producers again"
          onClick={() => search.setEntities([])}
        >
          {search.entities.length === 1 ? 'one producer' : `${search.entities.length} producers`}{' '}
          <IconX size={12} />
        </button>
      )}
      <LogSearches search={search} />
      <MakeRule search={search} />
      <span className="group">
        <Toggle
          label="Fields (F)"
          on={look.fields}
          onClick={() => look.toggle('fields')}
          icon={<IconLayoutSidebar size={14} />}
        />
        <Toggle
          label="Patterns (p)"
          on={look.patterns}
          onClick={() => look.toggle('patterns')}
          icon={<IconLayoutBottombar size={14} />}
        />
        <Toggle
          label="Lines as they came (v)"
          on={look.raw}
          onClick={() => look.toggle('raw')}
          icon={<IconBraces size={14} />}
        />
        <Toggle
          label="Wrap lines (w)"
          on={look.wrap}
          onClick={() => look.toggle('wrap')}
          icon={<IconTextWrap size={14} />}
        />
        <ColumnMenu search={search} look={look} />
        <HighlightMenu />
      </span>
      <ExportMenu search={search} look={look} />
    </div>
  );
});

interface ToggleProps {
  label: string;
  on: boolean;
  onClick(): void;
  icon: React.ReactNode;
}

function Toggle({ label, on, onClick, icon }: ToggleProps) {
  return (
    <button
      type="button"
      className="btn icon"
      aria-pressed={on}
      title={label}
      aria-label={label}
      onClick={onClick}
    >
      {icon}
    </button>
  );
}

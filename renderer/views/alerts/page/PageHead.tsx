import { IconChartLine, IconExternalLink, IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RuleView } from '../../../../shared/contract/alerts.ts';
import { stripAnsi } from '../../../components/ansi.ts';
import { ExternalLink, isWebAddress } from '../../../components/ExternalLink.tsx';
import { StateIcon, type StateShape } from '../../../components/StateIcon.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import css from './page.module.css';

interface PageHeadProps {
  shape: StateShape;
  name: string;
  children: ReactNode;
  /** Where to read what to do, as the annotation has it. */
  runbook: string;
  rule: RuleView | null;
  actions?: ReactNode;
}

/** What it is, how it stands, and what can be done. */
export function PageHead({ shape, name, children, runbook, rule, actions }: PageHeadProps) {
  const href = useViewHref();
  return (
    <div className={`view-head ${css.head}`}>
      <StateIcon shape={shape} />
      <h2 className="cut" title={name}>
        <bdi>{stripAnsi(name)}</bdi>
      </h2>
      {children}
      <span className="grow" />
      {isWebAddress(runbook) ? (
        <ExternalLink className="btn" url={runbook}>
          <IconExternalLink size={14} />
          Runbook
        </ExternalLink>
      ) : null}
      {actions}
      {rule ? (
        <>
          <Link
            className="btn"
            title="Edit rule: e"
            href={href(`/alerts/rules/${encodeURIComponent(rule.id)}`)}
          >
            <IconPencil size={14} />
            Edit rule
          </Link>
          <Link className="btn" href={href('/metrics', { q: rule.expr })}>
            <IconChartLine size={14} />
            <span className={css.long}>Open in Metrics</span>
            <span className={css.short}>Metrics</span>
          </Link>
        </>
      ) : null}
    </div>
  );
}

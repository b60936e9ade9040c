import type { ComponentType } from 'react';
import { useUrlParam } from '../../time/url-state.ts';
import { AboutSection } from './AboutSection.tsx';
import { AlertsSection } from './AlertsSection.tsx';
import { AppearanceSection } from './AppearanceSection.tsx';
import { AuditSection } from './AuditSection.tsx';
import { FilesSection } from './FilesSection.tsx';
import { LogFilesSection } from './LogFilesSection.tsx';
import { LogsSection } from './LogsSection.tsx';
import { MetricsSection } from './MetricsSection.tsx';
import { SamplingSection } from './SamplingSection.tsx';
import { SourcesSection } from './SourcesSection.tsx';
import { StorageSection } from './StorageSection.tsx';
import css from './settings.module.css';

const sections: [key: string, title: string, component: ComponentType][] = [
  ['sources', 'Sources and ports', SourcesSection],
  ['logs', 'Logs and redaction', LogsSection],
  ['log-files', 'Log files', LogFilesSection],
  ['metrics', 'Metrics and dashboards', MetricsSection],
  ['alerts', 'Alerts', AlertsSection],
  ['sampling', 'Sampling and limits', SamplingSection],
  ['storage', 'Storage and retention', StorageSection],
  ['files', 'Opened files', FilesSection],
  ['audit', 'Actions taken', AuditSection],
  ['appearance', 'Appearance and desktop', AppearanceSection],
  ['about', 'About', AboutSection],
];

/** One page a section; the section is in the address, so that other views lead straight to theirs. */
export default function SettingsView() {
  const [key, setKey] = useUrlParam('section');
  const [present, title, Section] = sections.find(([name]) => name === key) ?? sections[0]!;
  return (
    <div className="view-page">
      <div className="view-head">
        <h1>Settings</h1>
        <span className="t3">/</span>
        <span>{title}</span>
      </div>
      <div className={css.columns}>
        <nav className={css.nav} aria-label="Sections">
          {sections.map(([name, label]) => (
            <button
              key={name}
              type="button"
              aria-current={name === present ? 'page' : undefined}
              onClick={() => setKey(name)}
            >
              {label}
            </button>
          ))}
        </nav>
        <div className={css.content}>
          <Section />
        </div>
      </div>
    </div>
  );
}

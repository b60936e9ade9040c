import { Link } from 'wouter';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import type { LogSource } from '../../../../shared/model/log-record.ts';
import { Name } from '../../../components/Name.tsx';
import { containerPath } from '../../../scope/container-path.ts';
import { useAllContainers } from '../../../scope/use-scope.ts';
import { useViewHref } from '../../../time/url-state.ts';
import css from './detail.module.css';
import { FormatChoice } from './FormatChoice.tsx';

const HOW: Record<LogSource, string> = {
  docker: 'read from the container',
  otlp: 'sent over OTLP',
  loki: 'pushed as to Loki',
  elasticsearch: 'indexed as in Elasticsearch',
  syslog: 'sent by syslog',
  file: 'read from a file',
  stdin: 'piped into trivet tail',
};

/** Who wrote the line and how it came here. */
export function ProducerTab({ row }: { row: LogRow }) {
  const href = useViewHref();
  const container = useAllContainers()?.find(({ entity }) => entity === row.entity);
  const fact = (name: string, value: React.ReactNode) => (
    <div className={css.field}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <dl className={css.fields}>
      {fact(
        row.source === 'docker' ? 'container' : 'producer',
        row.source === 'docker' ? (
          <Link href={href(containerPath(row.container))}>
            <Name name={row.container} of={row.service || row.container} />
          </Link>
        ) : (
          <Name name={row.container} of={row.service || row.container} />
        ),
      )}
      {row.service !== '' && fact('service', row.service)}
      {fact('came', HOW[row.source])}
      {row.stream !== '' && fact('stream', row.stream)}
      {fact('read as', <FormatChoice row={row} />)}
      {container && fact('image', container.image)}
      {container && fact('state', container.state)}
      {container?.composeProject && fact('project', container.composeProject)}
      {container?.labels.slice(0, 60).map(([name, value]) => (
        <div key={name} className={css.field}>
          <dt title={name}>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

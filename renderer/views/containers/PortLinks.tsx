import type { ContainerSummary } from '../../../shared/model/container.ts';

/** The published ports once each: the daemon lists IPv4 and IPv6 apart. */
export function publishedPorts({ ports }: ContainerSummary): number[] {
  const tcp = ports.filter(({ publicPort, protocol }) => publicPort !== null && protocol === 'tcp');
  return [...new Set(tcp.map(({ publicPort }) => publicPort as number))].sort((a, b) => a - b);
}

const HTTPS = new Set([443, 8443, 9443]);

/** Ports that open in a browser; the desktop asks before it hands one on. */
export function PortLinks({ container }: { container: ContainerSummary }) {
  const ports = publishedPorts(container);
  if (ports.length === 0) return <span className="t3">—</span>;
  return (
    <span className="mono">
      {ports.map((port) => {
        const url = `${HTTPS.has(port) ? 'https' : 'http'}://${window.location.hostname || 'localhost'}:${port}/`;
        return (
          <a
            key={port}
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            title={`Open ${url}`}
            onClick={(event) => {
              event.stopPropagation();
              if (!window.trivet) return;
              event.preventDefault();
              window.trivet.openExternal(url);
            }}
          >
            {port}{' '}
          </a>
        );
      })}
    </span>
  );
}

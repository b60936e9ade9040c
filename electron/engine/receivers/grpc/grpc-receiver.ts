import type { DropCause, ReceiverName } from '../../../../shared/contract/app.ts';
import { type ListeningStatus, type Receiver, ReceiverListener, tcpListen } from '../receiver-listener.ts';
import type { ReceiverSurroundings } from '../surroundings.ts';
import { type GrpcMethod, grpcServer } from './grpc-server.ts';
import { GrpcCode, type GrpcStatus } from './grpc-status.ts';

/** What one protocol adds to the common receiver: its methods, by path (`/package.Service/Method`). */
export interface GrpcProtocol {
  name: ReceiverName;
  methods: ReadonlyMap<string, GrpcMethod>;
}

const causes: Partial<Record<GrpcCode, DropCause>> = {
  [GrpcCode.invalidArgument]: 'decode',
  [GrpcCode.deadlineExceeded]: 'decode',
  [GrpcCode.resourceExhausted]: 'limit',
};

/** A gRPC receiver: the protocol's unary methods behind the rules that every receiver keeps. */
export class GrpcReceiver implements Receiver {
  readonly #listener: ReceiverListener;

  /** @param port 0 picks a free one */
  constructor({ name, methods }: GrpcProtocol, port: number, around: ReceiverSurroundings) {
    const { bridges, bind, hosts, inFlight, faults } = around;
    const refused = ({ code, message }: GrpcStatus) => {
      // Who was asked to come again has lost nothing.
      if (code === GrpcCode.unavailable) return;
      faults.refused(name, causes[code] ?? null, message);
    };
    const listen = tcpListen(grpcServer({ methods, hosts, inFlight, refused }), bridges);
    this.#listener = new ReceiverListener({ name, port, listen, bridges, bind });
  }

  get status(): ListeningStatus {
    return this.#listener.status;
  }

  async start(): Promise<void> {
    await this.#listener.start();
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

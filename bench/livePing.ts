import { connect } from 'node:net';

/** What a client felt that asks about a thousand times a second. */
export interface PingReport {
  readonly pings: number;
  readonly medianMs: number;
  readonly longestMs: number;
}

/** Asks over one connection, a millisecond after each answer, until standard input ends; then writes a {@link PingReport}. */
export async function ping(port: number, path: string): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  const question = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const times: number[] = [];
  let askedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const ask = (): void => {
    askedAt = performance.now();
    socket.write(question);
  };
  socket.on('connect', ask);
  // The answer is so short that it comes in one piece.
  socket.on('data', () => {
    times.push(performance.now() - askedAt);
    timer = setTimeout(ask, 1);
  });
  await new Promise<void>((done, fail) => {
    socket.on('error', fail);
    process.stdin.on('end', done).resume();
  });
  // A question that is still open counts: that the server did not answer is what is looked for.
  if (timer === undefined) times.push(performance.now() - askedAt);
  clearTimeout(timer);
  socket.destroy();
  const sorted = times.sort((left, right) => left - right);
  const report: PingReport = {
    pings: times.length,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    longestMs: sorted.at(-1) ?? Number.NaN,
  };
  console.log(JSON.stringify(report));
}

import { request } from 'node:http';

/** Asks a server over its Unix socket (`unix:PATH`, as `listen` has it) and gives the body; throws on any status but 200. */
export function ask(socket: string, path: string, { method = 'GET', body = '' } = {}): Promise<string> {
  return new Promise((done, fail) => {
    const socketPath = socket.replace(/^unix:/, '');
    const headers = { host: 'a', 'content-length': Buffer.byteLength(body) };
    const asked = request(
      // A connection of its own: one that is kept would be closed some time later, and wake a worker.
      { socketPath, path, method, headers, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.once('error', fail).once('end', () => {
          if (answer.statusCode === 200) done(text);
          else fail(new Error(`${path}: ${answer.statusCode} ${text}`));
        });
      },
    );
    asked.once('error', fail).end(body);
  });
}

// Requests to the demo nginx, so that its zones fill, evict and change: at a modest rate, never many at a time.
import { Agent, get } from 'node:http';
import { connect } from 'node:net';

const TICK_MS = 100;
const REQUEST_TIMEOUT_MS = 5_000;

/** When so many are not answered yet, the server gets no more. */
const MOST_WAITING = 16;

/** "dogs" grows to the figure of the published experiment, and stays there. */
const MOST_KEYS = 300_000;
const KEYS_A_REQUEST = 1000;
const TICKS_A_REQUEST_FOR_KEYS = 10;

/** More than "page_parts" can hold, so that it evicts. */
const PART_NAMES = 20_000;
const LONGEST_USUAL_PART_BYTES = 12_000;
const LONGEST_RARE_PART_BYTES = 120_000;
const RARE_PART_SHARE = 0.02;

/** More than the zone of limit_req can hold. */
const API_KEYS = 50_000;
const PAGES = 20_000;

/** Sends requests until the function that it gives is called. Errors are the server's affair: it may be reloaded or gone. */
export function startTraffic({ port, tcpPort, hasLua }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let waiting = 0;
  let ticks = 0;
  let firstKey = 1;

  const request = (path, headers = {}) => {
    if (waiting >= MOST_WAITING) return;
    waiting++;
    const sent = get({ host: '127.0.0.1', port, path, headers, agent, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      response.on('error', () => {});
      response.resume();
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => {});
    sent.once('close', () => {
      waiting--;
    });
  };

  const tick = () => {
    ticks++;
    request(`/page/${below(PAGES)}`, { 'X-Api-Key': `client-${below(API_KEYS)}` });
    request(`/page/${below(PAGES)}`, { 'X-Api-Key': `client-${below(API_KEYS)}` });
    if (ticks % 2 === 0) request(`/images/${below(PAGES)}.png`);
    if (tcpPort !== null && ticks % TICKS_A_REQUEST_FOR_KEYS === 5) visitTcp(tcpPort);
    if (!hasLua) return;
    request(partPath());
    request(partPath());
    if (ticks % TICKS_A_REQUEST_FOR_KEYS !== 0 || firstKey > MOST_KEYS) return;
    request(`/dogs?first=${firstKey}&count=${KEYS_A_REQUEST}`);
    firstKey += KEYS_A_REQUEST;
  };

  const timer = setInterval(tick, TICK_MS);
  return () => {
    clearInterval(timer);
    agent.destroy();
  };
}

function partPath() {
  const longest = Math.random() < RARE_PART_SHARE ? LONGEST_RARE_PART_BYTES : LONGEST_USUAL_PART_BYTES;
  return `/part?name=part-${below(PART_NAMES)}&bytes=${1 + below(longest)}`;
}

function visitTcp(port) {
  const socket = connect({ port, host: '127.0.0.1', timeout: REQUEST_TIMEOUT_MS });
  socket.on('error', () => {});
  socket.on('timeout', () => socket.destroy());
  socket.end('GET /tcp HTTP/1.0\r\n\r\n');
  socket.resume();
}

/** A whole number from 0 up to, but not including, `limit`. */
function below(limit) {
  return Math.floor(Math.random() * limit);
}

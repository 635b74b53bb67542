// Stands in for the native module @vscode/spdlog (same functions, plain appends), so that nothing has to be compiled.
// Without any spdlog VS Code runs too, but its log files and output channels stay empty.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const INFO = LEVELS.indexOf('info');

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = INFO;
    this.isRaw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.closeSync(fs.openSync(file, 'a'));
  }

  write(level, message) {
    if (level < this.level || !this.file) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    fs.appendFileSync(this.file, this.isRaw ? message : `${time} [${LEVELS[level]}] ${message}\n`);
  }

  trace(message) {
    this.write(0, message);
  }

  debug(message) {
    this.write(1, message);
  }

  info(message) {
    this.write(2, message);
  }

  warn(message) {
    this.write(3, message);
  }

  error(message) {
    this.write(4, message);
  }

  critical(message) {
    this.write(5, message);
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  setPattern() {
    this.isRaw = false;
  }

  clearFormatters() {
    this.isRaw = true;
  }

  flush() {}

  drop() {
    this.file = undefined;
  }
}

async function createLogger(name, file, fileSize, fileCount) {
  return new Logger('rotating', name, file, fileSize, fileCount);
}

exports.version = 11100;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;

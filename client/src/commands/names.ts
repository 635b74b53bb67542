/** Commands of the extension, as the manifest declares them. */
export const COMMANDS = {
  sizeZone: 'zoneLens.sizeZone',
  chooseRootConfig: 'zoneLens.chooseRootConfig',
  openSample: 'zoneLens.openSample',
  openWalkthrough: 'zoneLens.openWalkthrough',
  showOutput: 'zoneLens.showOutput',
  restartServer: 'zoneLens.restartServer',
  openEntrySizes: 'zoneLens.openEntrySizes',
  explainProblem: 'zoneLens.explainProblem',
  inspectLiveServer: 'zoneLens.inspectLiveServer',
  switchLiveServer: 'zoneLens.switchLiveServer',
  detachLiveServer: 'zoneLens.detachLiveServer',
  refreshLiveFigures: 'zoneLens.refreshLiveFigures',
  openDashboard: 'zoneLens.openDashboard',
  openSnapshot: 'zoneLens.openSnapshot',
  saveSnapshot: 'zoneLens.saveSnapshot',
  goToZone: 'zoneLens.goToZone',
  copyFigures: 'zoneLens.copyFigures',
  sizeListedZone: 'zoneLens.sizeListedZone',
  revealZones: 'zoneLens.revealZones',
} as const;

/** Those that a hover may link to. */
export const TRUSTED_COMMANDS: readonly string[] = [COMMANDS.openEntrySizes, COMMANDS.sizeZone, COMMANDS.openDashboard];

export type CommandName = (typeof COMMANDS)[keyof typeof COMMANDS];

import { t } from '../l10n';
import type { AccessObstacle, AccessRemedy, LiveAccess, Rung } from '../shared/liveServer';

/** What may be read, and why not more, with texts in the language of this process. */
export function accessWith(rung: Rung, obstacle: AccessObstacle, remedies: readonly AccessRemedy[]): LiveAccess {
  return {
    rung,
    missing: obstacleText(obstacle),
    remedies: remedies.map(remedyText),
    told: { obstacle, remedies },
  };
}

/** The same in the language of this process, where it comes from one that speaks another. */
export function translatedAccess(access: LiveAccess): LiveAccess {
  const { rung, told } = access;
  return told === undefined ? access : accessWith(rung, told.obstacle, told.remedies);
}

function obstacleText(obstacle: AccessObstacle): string {
  switch (obstacle.kind) {
    case 'ended':
      return t('The process has ended.');
    case 'no /proc':
      return t('There is no /proc here: only Linux shows the memory of others.');
    case 'map_files':
      return t('Exact figures need /proc/{0}/map_files, which takes CAP_CHECKPOINT_RESTORE.', obstacle.pid);
    case 'mem':
      return t('The system refuses /proc/{0}/mem.', obstacle.pid);
    case 'all':
      return t('The system refuses to show the memory of process {0}.', obstacle.pid);
    case 'ptrace scope':
      return t('Reading memory of other processes is refused here (kernel.yama.ptrace_scope is {0}).', obstacle.scope);
    case 'other user': {
      const { pid, userId, readerUserId } = obstacle;
      return readerUserId === 0
        ? t('Process {0} belongs to user {1}, and this root may not trace others (a container, perhaps).', pid, userId)
        : t('Process {0} belongs to user {1}, and the reader runs as user {2}.', pid, userId, readerUserId);
    }
  }
}

function remedyText(remedy: AccessRemedy): string {
  switch (remedy) {
    case 'as root':
      return t('Run the collector as root (sudo).');
    case 'node with capabilities':
      return t(
        'Give a copy of node the rights: sudo setcap cap_sys_ptrace,cap_checkpoint_restore,cap_dac_read_search+ep COPY_OF_NODE, and run the collector with it.',
      );
    case 'ptrace scope':
      return t('Allow it to all processes of one user: sudo sysctl kernel.yama.ptrace_scope=0.');
    case 'on the host':
      return t('Run the collector on the host, not in a container.');
    case 'container with capabilities':
      return t('Run this container with --cap-add SYS_PTRACE --cap-add CHECKPOINT_RESTORE.');
  }
}

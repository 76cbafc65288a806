// A Slurm cluster of one machine, with daemons, keys and ports of its own, for as long as a test needs it.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const programs = ['slurmctld', 'slurmd', 'munged', 'sbatch', 'squeue', 'sinfo'];

/** Daemons run as root only. */
export const hasSlurm = userInfo().uid === 0 && programs.every((name) => spawnSync('which', [name]).status === 0);

export class SlurmCluster {
  readonly environment: NodeJS.ProcessEnv;
  readonly #daemons: readonly ChildProcess[];

  private constructor(environment: NodeJS.ProcessEnv, daemons: readonly ChildProcess[]) {
    this.environment = environment;
    this.#daemons = daemons;
  }

  /** Starts the daemons in `folder` and waits until the machine takes jobs. */
  static async start(folder: string): Promise<SlurmCluster> {
    for (const each of ['state', 'spool', 'log']) mkdirSync(path.join(folder, each), { recursive: true });
    const key = path.join(folder, 'munge.key');
    writeFileSync(key, randomBytes(1024), { mode: 0o600 });
    const file = path.join(folder, 'slurm.conf');
    writeFileSync(file, configuration(folder, await freePort(), await freePort()));
    const environment = { ...process.env, SLURM_CONF: file };
    const daemon = (name: string, ...words: string[]): ChildProcess =>
      spawn(name, words, { env: environment, stdio: 'ignore' });
    const at = (name: string): string => path.join(folder, name);
    const munged = daemon(
      'munged',
      '--foreground',
      '--force',
      `--socket=${at('munge.socket')}`,
      `--key-file=${key}`,
      `--pid-file=${at('munged.pid')}`,
      `--log-file=${at('munged.log')}`,
      `--seed-file=${at('munge.seed')}`,
    );
    await until(() => existsSync(at('munge.socket')), 'munged to listen');
    const daemons = [munged, daemon('slurmctld', '-D', '-f', file), daemon('slurmd', '-D', '-f', file)];
    const cluster = new SlurmCluster(environment, daemons);
    await until(() => cluster.run('sinfo', '-h', '-o', '%T').startsWith('idle'), 'the node to be idle');
    return cluster;
  }

  run(program: string, ...words: readonly string[]): string {
    return spawnSync(program, words, { env: this.environment, encoding: 'utf8' }).stdout;
  }

  /** Waits until no job is left. */
  async drain(): Promise<void> {
    await until(() => this.run('squeue', '-h').trim() === '', 'the queue to be empty');
  }

  stop(): void {
    this.run('scancel', '--quiet', '-u', 'root');
    for (const daemon of this.#daemons.toReversed()) daemon.kill('SIGTERM');
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (isSo()) return;
    await setTimeout(300);
  }
  throw new Error(`waited in vain for ${what}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function configuration(folder: string, controlPort: number, nodePort: number): string {
  const host = hostname().split('.')[0];
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controlPort}
SlurmdPort=${nodePort}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
CredType=cred/munge
SlurmUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1
MpiDefault=none
ReturnToService=2
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
}

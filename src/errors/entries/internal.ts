import { both } from '../../bilingual.ts'
import { causesWith } from '../entry.ts'
import type { CatalogueEntry } from '../entry.ts'
import type { Evidence } from '../evidence.ts'
import { AUTHORIZE_IF_REJECTED, START_NEW_RUN } from '../wording/steps.ts'

/** What is wrong with the action itself, or with the machine that it runs on. */
export const INTERNAL = {
  'internal-error': {
    title: both('The action has a bug', 'action 自身出错'),
    causes: {
      bug: causesWith<{ evidence: Evidence }>()(['not-sent', 'refused', 'unknown', 'replaced', 'unstored'], {
        when: both('A bug', '程序缺陷'),
        happened: () =>
          both(
            'Something unexpected happened. This is a bug in the action, not a problem with your set-up.',
            '出现了 action 没有预料到的情况。这是 action 的缺陷，不是你的配置问题。',
          ),
        next: () => [
          both(
            'If the log or the summary shows a recovery command, run it before you start a new run.',
            '如果日志或摘要里有恢复命令，先执行它，在此之前不要发起新的运行。',
          ),
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
          both(
            'Please report it: open an issue in the repository of the action, with its version, this message and the log of the step. The log holds no tokens.',
            '请反馈：在 action 的仓库里提 issue，附上版本、这条消息和该 step 的日志。日志里没有令牌。',
          ),
        ],
      }),
      'no-webassembly': causesWith<object>()(['not-sent'], {
        when: both('The machine has no WebAssembly', '机器不支持 WebAssembly'),
        title: both('This machine cannot run WebAssembly', '这台机器不支持 WebAssembly'),
        happened: () =>
          both(
            'Sealing secrets takes libsodium, which is WebAssembly, and the Node.js of this runner cannot run it.',
            '加密 Secret 需要 libsodium，它是 WebAssembly 程序，而 runner 的 Node.js 无法运行它。',
          ),
        next: () => [
          both(
            'Remove --jitless and similar options from NODE_OPTIONS on the runner, or run the job on another runner.',
            '去掉 runner 上 NODE_OPTIONS 里的 --jitless 之类的选项，或换一台 runner 运行该 job。',
          ),
          START_NEW_RUN,
        ],
      }),
    },
    about: both(
      'A bug in the action, or a machine that lacks what it needs. The stored token is treated as carefully as in any other failure; the error says what is known about it.',
      'action 自身的缺陷，或机器缺少运行所需的条件。对已存令牌的处理与其他失败一样谨慎，报错会说明目前所知的状态。',
    ),
  },
} satisfies Record<string, CatalogueEntry>

import { describe, expect, test } from '@jest/globals'
import { both } from '../../src/bilingual.ts'
import { ProgressLog } from '../../src/progress-log.ts'
import { fakeWorld } from '../support/world/fake-world.ts'

const COMMAND = {
  isChoice: false,
  command: 'case …',
  name: 'FXIAOKE_REFRESH_TOKEN',
  place: { en: 'acme/crm', zh: '仓库 acme/crm' },
}

describe('the progress log', () => {
  test('prefixes each line with the seconds since the start, and closes a group before the next', () => {
    const world = fakeWorld()
    const log = new ProgressLog(world, 'en')
    log.begin(both('Prepare', '准备'))
    world.clock.advance(1_250)
    log.say(both('ready', '就绪'))
    log.begin(both('Refresh', '刷新'))
    log.end()
    log.end()
    expect(world.runner.log).toEqual(['Prepare', '1.3 s  ready', '', 'Refresh', ''])
  })

  test('uses the leading language', () => {
    const world = fakeWorld()
    const log = new ProgressLog(world, 'zh')
    log.begin(both('Prepare', '准备'))
    log.say(both('ready', '就绪'))
    log.showCommand(COMMAND, 'key-1')
    expect(world.runner.log).toEqual([
      '准备',
      '0.0 s  就绪',
      '',
      expect.stringContaining('执行这条命令：'),
      COMMAND.command,
    ])
  })

  test('shows a command outside of groups, once for each key', () => {
    const world = fakeWorld()
    const log = new ProgressLog(world, 'en')
    log.begin(both('Store', '保存'))
    log.showCommand(COMMAND, 'key-1')
    log.showCommand(COMMAND, 'key-1')
    expect(world.runner.log.filter((line) => line === COMMAND.command)).toHaveLength(1)
    expect(world.runner.log.indexOf('')).toBeLessThan(world.runner.log.indexOf(COMMAND.command))
    log.showCommand({ ...COMMAND, command: 'case 2' }, 'key-2')
    expect(world.runner.log.at(-1)).toBe('case 2')
    expect(log.shown?.command).toBe('case 2')
  })

  test('goes on if nothing can be printed', () => {
    const world = fakeWorld()
    world.runner.info = world.runner.startGroup = () => {
      throw new Error('EPIPE')
    }
    const log = new ProgressLog(world, 'en')
    log.begin(both('Store', '保存'))
    log.showCommand(COMMAND, 'key-1')
    expect(log.shown).toBe(COMMAND)
  })
})

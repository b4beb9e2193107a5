import { readFileSync } from 'node:fs'
import type { History } from './history.ts'

/** Histories that broke something once, or show a way that a history can go. Each is played whenever any is. */
export interface Kept {
  name: string
  history: History
}

/** All of them. */
export const KEPT = JSON.parse(readFileSync(new URL('kept.json', import.meta.url), 'utf8')) as readonly Kept[]

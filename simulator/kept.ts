import { readFileSync } from 'node:fs'
import type { History } from './history.ts'

/** A history that once broke something, or covers a particular course of events. All of them are played every time. */
export interface Kept {
  name: string
  history: History
}

/** All of them. */
export const KEPT = JSON.parse(readFileSync(new URL('kept.json', import.meta.url), 'utf8')) as readonly Kept[]

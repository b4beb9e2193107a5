import type { Call } from './call.ts'

const LARGEST_PAGE = 100

/** One page of a list, with the `link` header that leads to the others. */
export interface Page<T> {
  items: T[]
  headers: Record<string, string>
}

/**
 * Selects the page of a list that a request asks for.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export function paginate<T>(all: readonly T[], { query, url }: Call): Page<T> {
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 30), 1), LARGEST_PAGE)
  const page = Math.max(Number(query.get('page') ?? 1), 1)
  const last = Math.max(Math.ceil(all.length / size), 1)
  const link = (to: number, relation: string): string => {
    const target = new URL(url)
    target.searchParams.set('page', String(to))
    return `<${target.href}>; rel="${relation}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  const items = all.slice((page - 1) * size, page * size)
  return { items, headers: links.length > 0 ? { link: links.join(', ') } : {} }
}

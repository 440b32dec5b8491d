import { ApiProblem, NetworkProblem } from '@/api/client'
import { t } from './texts'

/** What a failed sign-in means for the person. */
export function wordsFor(problem: unknown): string {
  if (problem instanceof NetworkProblem) return t('noNetwork')
  if (!(problem instanceof ApiProblem)) return t('otherProblem', { title: String(problem) })
  switch (problem.code) {
    case 'sign_in_failed':
      return t('failed')
    case 'too_many_attempts':
      return t('tooMany', { n: problem.retryAfterS ?? 60 })
    case 'https_required':
      return t('httpsRequired')
    default:
      return problem.body.errors?.[0]?.title ?? problem.body.title
  }
}

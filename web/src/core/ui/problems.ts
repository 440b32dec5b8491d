import { ApiProblem, NetworkProblem } from '@/api/client'
import { defineTexts } from '@/core/i18n'

const t = defineTexts(
  {
    network: '连不上服务器。已经收到的数据都在服务器上，没有丢。连上网再试。',
    ended: '登录已过期，请重新登录。',
    gone: '记录不存在，或不在您的辖区。',
    busy: '服务器正忙，请稍等再试。',
    other: '服务器没有办成这件事。数据没有动。',
    number: '问题编号 {id}',
  },
  {
    network: 'The server cannot be reached. What it has received is safe there. Try again when you are online.',
    ended: 'Your sign-in has ended. Please sign in again.',
    gone: 'It does not exist, or does not lie in your area.',
    busy: 'The server is busy. Please try again in a moment.',
    other: 'The server could not do this. No data was changed.',
    number: 'Number of the problem {id}',
  },
)

/** What happened in plain words, for any reason a call can fail with. */
export function wordsOf(problem: unknown): string {
  if (problem instanceof NetworkProblem) return t('network')
  if (!(problem instanceof ApiProblem)) return t('other')
  if (problem.status === 401) return t('ended')
  if (problem.status === 404) return t('gone')
  if (problem.status === 429 || problem.status === 503) return t('busy')
  if (problem.status < 500) return problem.body.errors?.[0]?.title ?? problem.body.title
  const id = problem.body.request_id
  return id ? `${t('other')} ${t('number', { id })}` : t('other')
}

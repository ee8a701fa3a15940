// Judges cases with publicodes: reads {rules, cases, rounds} as JSON on standard input, writes results and times.
import Engine from 'publicodes'
import { readFileSync } from 'node:fs'

const { rules, cases, rounds } = JSON.parse(readFileSync(0, 'utf8'))
const engine = new Engine(rules)

function judge({ measure, situation, hasBenefit }) {
  engine.setSituation(situation)
  const eligible = engine.evaluate(measure).nodeValue === true
  return { eligible, benefit: hasBenefit ? engine.evaluate(`${measure} benefit`).nodeValue : null }
}

for (let round = 0; round < 3; round++) cases.forEach(judge) // let the compiler warm up
const micros = cases.map((one) => {
  const times = []
  for (let round = 0; round < rounds; round++) {
    const started = process.hrtime.bigint()
    judge(one)
    times.push(Number(process.hrtime.bigint() - started) / 1000)
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)]
})
console.log(JSON.stringify({ results: cases.map(judge), micros }))

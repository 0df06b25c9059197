/*
 * The page "CRM Sync" of the console: overview, connections, pull and imports, sync log, dead letters, review. Plain JavaScript without a build; React,
 * PatternFly and Hawtio come from the console's share scope. Nothing here may reject or throw while loading: that would freeze the whole console.
 */
(function () {
  'use strict'
  let scope

  const within = (milliseconds, promise) =>
    Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error('took too long')), milliseconds))])

  /** The module of the first name that the console shares, in its highest version. */
  async function take(...names) {
    const name = names.find(n => scope[n])
    if (!name) throw new Error('not shared: ' + names)
    const version = Object.keys(scope[name]).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).pop()
    return (await scope[name][version].get())()
  }

  // The base of the document is .../actuator/hawtio/.
  const API = new URL('../crmsync/', document.baseURI)

  async function api(path, body) {
    const cookie = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/)
    const headers = { Accept: 'application/json' }
    if (cookie) headers['X-XSRF-TOKEN'] = decodeURIComponent(cookie[1])
    if (body) headers['Content-Type'] = 'application/json'
    const answer = await fetch(new URL(path, API), {
      method: body ? 'POST' : 'GET', body: body && JSON.stringify(body), headers, redirect: 'manual', credentials: 'same-origin',
    })
    if (answer.status === 401 || answer.type === 'opaqueredirect') {
      location.reload() // the session is gone: the reload leads to the login page
      return new Promise(() => {})
    }
    const json = await answer.json().catch(() => ({}))
    if (!answer.ok) throw new Error(json.message ? json.message + ' ' + (json.cure || '') : 'HTTP ' + answer.status)
    return json
  }

  const query = values => {
    const given = Object.entries(values).filter(([, v]) => v)
    return given.length ? '?' + new URLSearchParams(given) : ''
  }
  const number = n => Number(n || 0).toLocaleString()
  const time = text => (text ? new Date(text).toLocaleString() : '')
  const age = seconds =>
    !seconds ? '–' : seconds < 120 ? Math.round(seconds) + ' s' : seconds < 7200 ? Math.round(seconds / 60) + ' min' : Math.round(seconds / 3600) + ' h'
  const STATUS = {
    Created: 'success', Updated: 'success', Failed: 'danger', Skipped: undefined,
    open: 'success', paused: 'warning', broken: 'danger', disabled: undefined,
    running: 'info', waiting: undefined, done: 'success', cancelled: undefined, failed: 'danger',
  }
  const OUTCOMES = ['created', 'updated', 'unchanged', 'skipped', 'held', 'failed']
  const NO_FILTER = { connection: '', status: '', key: '' }

  function page(React, hw, pf, tb, router) {
    const h = React.createElement
    const { useState, useEffect, useCallback } = React
    const toast = (type, message) => hw.eventService.notify({ type, message })

    /** Keeps a mistake in one tab from blanking the whole console. */
    class Guard extends React.Component {
      constructor(props) {
        super(props)
        this.state = { error: null }
      }
      static getDerivedStateFromError(error) {
        return { error }
      }
      render() {
        const { error } = this.state
        return error ? h(pf.Alert, { isInline: true, variant: 'danger', title: 'This tab cannot be shown: ' + error.message }) : this.props.children
      }
    }

    /** Reads a section of the endpoint, now and every few seconds. */
    function useSection(path, seconds) {
      const [state, setState] = useState({ path })
      const load = useCallback(() => {
        let isWanted = true
        api(path)
          .then(data => isWanted && setState({ path, data }))
          .catch(error => isWanted && setState(old => ({ path, data: old.path === path ? old.data : undefined, error: error.message })))
        return () => { isWanted = false }
      }, [path])
      useEffect(() => {
        let cancel = load()
        const timer = seconds && setInterval(() => { cancel(); cancel = load() }, seconds * 1000)
        return () => { cancel(); clearInterval(timer) }
      }, [load, seconds])
      return { ...(state.path === path ? state : { path }), reload: load }
    }

    const Loaded = ({ section, children }) => h(React.Fragment, null,
      section.error && h(pf.Alert, { isInline: true, variant: 'warning', title: section.error }),
      section.data ? children(section.data) : !section.error && h(pf.Spinner, { 'aria-label': 'Loading' }))

    const Mark = ({ word }) => h(pf.Label, { status: STATUS[word], isCompact: true }, word)
    const Empty = ({ text }) => h('p', { style: { padding: '1.5rem' } }, text)
    const Button = ({ onClick, children, variant, isDisabled }) =>
      h(pf.Button, { size: 'sm', variant: variant || 'secondary', onClick, isDisabled }, children)

    /** columns: [title, row => cell]; id names a row */
    const Table = ({ columns, rows, empty, label }) => !rows.length ? h(Empty, { text: empty }) :
      h(tb.Table, { variant: 'compact', 'aria-label': label },
        h(tb.Thead, null, h(tb.Tr, null, columns.map(([title]) => h(tb.Th, { key: title, modifier: 'nowrap' }, title)))),
        h(tb.Tbody, null, rows.map((row, i) => h(tb.Tr, { key: row.id || row.name || i },
          columns.map(([title, cell]) => h(tb.Td, { key: title, dataLabel: title }, cell(row)))))))

    const Figure = ({ title, value, warn }) => h(pf.Card, { isCompact: true, style: { minWidth: '11rem' } },
      h(pf.CardTitle, null, title),
      h(pf.CardBody, { style: { fontSize: '1.6rem', color: warn ? 'var(--pf-t--global--color--status--danger--default)' : undefined } }, value))

    function Overview() {
      const section = useSection('summary', 5)
      return h(Loaded, { section }, data => h(React.Fragment, null,
        h('div', { style: { display: 'flex', flexWrap: 'wrap', gap: '1rem', margin: '1rem 0' } },
          h(Figure, { title: 'Records in', value: number(data.in) }),
          h(Figure, { title: 'Marks waiting', value: number(data.marksWaiting) }),
          h(Figure, { title: 'Oldest mark', value: age(data.oldestMarkAgeSeconds) }),
          h(Figure, { title: 'Held for review', value: number(data.held), warn: data.held > 0 }),
          h(Figure, { title: 'Dead letters', value: number(data.deadLetters), warn: data.deadLetters > 0 })),
        h(Outcomes, { connections: data.connections }),
        h('p', { style: { marginTop: '1rem', opacity: 0.7 } }, 'Since ' + time(data.startedAt))))
    }

    const Outcomes = ({ connections }) => h(Table, {
      label: 'Outcomes', rows: connections, empty: 'No connection is configured.',
      columns: [['Connection', c => c.name], ['State', c => h(Mark, { word: c.state })]]
        .concat(OUTCOMES.map(word => [word[0].toUpperCase() + word.slice(1), c => number((c.outcomes || {})[word])]))
        .concat([['Waiting', c => number(c.marksWaiting)], ['Budget', c => h(Budget, { used: c.budgetUsed })]]),
    })

    const Budget = ({ used, label }) => {
      const part = Math.max(0, Math.min(1, used || 0))
      return h('svg', { width: 90, height: 10, role: 'img', 'aria-label': label || Math.round(part * 100) + ' % of the rate budget used' },
        h('rect', { width: 90, height: 10, rx: 3, fill: 'currentColor', opacity: 0.15 }),
        h('rect', { width: 90 * part, height: 10, rx: 3, fill: part > 0.9 && !label ? '#c9190b' : '#2f6f8f' }))
    }

    function Connections() {
      const section = useSection('summary', 5)
      const [asked, setAsked] = useState(null)
      const turn = (c, action) => { setAsked(null); act('connections/' + c.name, { action }, () => c.name + (action === 'disable' ? ' is off' : ' goes on'), section.reload) }
      // What the settings switch off has no detail, and only the settings switch it on.
      const actions = c => c.state === 'disabled'
        ? c.detail && h(Button, { onClick: () => turn(c, 'enable') }, 'Enable')
        : asked === c.name
          ? h(Button, { variant: 'danger', onClick: () => turn(c, 'disable') }, 'Disable it')
          : h(Button, { variant: 'link', onClick: () => setAsked(c.name) }, 'Disable ...')
      return h(Loaded, { section }, data => h(Table, {
        label: 'Connections', rows: data.connections, empty: 'No connection is configured.',
        columns: [
          ['Connection', c => c.name], ['CRM', c => c.type], ['State', c => h(Mark, { word: c.state })],
          ['Detail', c => [c.detail, c.pausedUntil && 'until ' + time(c.pausedUntil)].filter(Boolean).join(', ')],
          ['Marks waiting', c => number(c.marksWaiting)], ['Oldest', c => age(c.oldestMarkAgeSeconds)],
          ['Budget used', c => h(Budget, { used: c.budgetUsed })],
          ['Left today', c => c.dailyLeft == null ? '–' : number(c.dailyLeft) + ' until ' + time(c.dailyRenewsAt)],
          ['Action', actions],
        ],
      }))
    }

    const Select = ({ label, value, onChange, options }) => h('div', { style: { width: '13rem' } },
      h(pf.FormSelect, { value, onChange: (_, v) => onChange(v), 'aria-label': label },
        h(pf.FormSelectOption, { value: '', label }), options.map(o => h(pf.FormSelectOption, { key: o, value: o, label: o }))))

    /** Filters, a table and a button for the page after. */
    function Listing({ section: name, seconds, filters, table }) {
      const [filter, setFilter] = useState(NO_FILTER)
      const [cursors, setCursors] = useState([''])
      const change = values => { setFilter({ ...filter, ...values }); setCursors(['']) }
      const cursor = cursors[cursors.length - 1]
      const section = useSection(name + query({ ...filter, cursor }), cursor ? 0 : seconds)
      const summary = useSection('summary', 0)
      const names = ((summary.data || {}).connections || []).map(c => c.name)
      return h(React.Fragment, null,
        h('div', { style: { display: 'flex', gap: '.5rem', margin: '1rem 0', flexWrap: 'wrap' } },
          h(Select, { label: 'All connections', value: filter.connection, options: names, onChange: connection => change({ connection }) }),
          filters.includes('status') && h(Select, {
            label: 'Every status', value: filter.status, options: ['Created', 'Updated', 'Failed', 'Skipped'], onChange: status => change({ status }) }),
          filters.includes('key') && h('div', { style: { width: '14rem' } }, h(pf.TextInput, {
            value: filter.key, 'aria-label': 'Record id', placeholder: 'Record id', onChange: (_, key) => change({ key }) })),
          h(Button, { variant: 'link', onClick: section.reload }, 'Refresh')),
        h(Loaded, { section }, data => h(React.Fragment, null, table(data, section.reload),
          h('div', { style: { display: 'flex', gap: '.5rem', margin: '1rem 0' } },
            cursors.length > 1 && h(Button, { onClick: () => setCursors(cursors.slice(0, -1)) }, 'Newer'),
            data.next && h(Button, { onClick: () => setCursors(cursors.concat(data.next)) }, 'Older')))))
    }

    const SyncLog = () => h(Listing, { section: 'sync-log', seconds: 5, filters: ['status', 'key'], table: data => h(Table, {
      label: 'Sync log', rows: data.items, empty: 'Nothing was settled yet.',
      columns: [
        ['Timestamp', l => time(l.timestamp)], ['Connection', l => l.connection], ['Resource type', l => l.resourceType],
        ['Status', l => h(Mark, { word: l.status })], ['Direction', l => l.direction], ['Record', l => l.key],
        ['CRM id', l => l.externalId || ''], ['Message', l => (l.code ? l.code + ': ' : '') + l.message],
      ] }) })

    /** Does something on the server, says how it went, and reads the tab again. */
    const act = (path, body, done, reload) => api(path, body)
      .then(answer => { toast('success', done(answer.count)); reload() })
      .catch(error => toast('danger', error.message))

    function DeadLetters() {
      const [asked, setAsked] = useState(false)
      const [open, setOpen] = useState(null)
      const replayed = count => number(count) + (count === 1 ? ' record is' : ' records are') + ' replayed'
      const show = id => api('dead-letters/' + id).then(setOpen).catch(error => toast('danger', error.message))
      return h(Listing, { section: 'dead-letters', seconds: 10, filters: [], table: (data, reload) => h(React.Fragment, null,
        data.items.length > 0 && (asked
          ? h('div', { style: { display: 'flex', gap: '.5rem', alignItems: 'center' } }, 'Replay every dead letter of every connection?',
            h(Button, { variant: 'primary', onClick: () => { setAsked(false); act('dead-letters/all', { action: 'replay' }, replayed, reload) } }, 'Replay all'),
            h(Button, { variant: 'link', onClick: () => setAsked(false) }, 'Cancel'))
          : h(Button, { onClick: () => setAsked(true) }, 'Replay all ...')),
        h(Table, {
          label: 'Dead letters', rows: data.items, empty: 'There is no dead letter.',
          columns: [
            ['Failed', d => time(d.failedAt)], ['Connection', d => d.connection], ['Type', d => d.type], ['Record', d => d.key],
            ['Code', d => d.code], ['Message', d => d.message], ['Cure', d => d.cure], ['Replays', d => number(d.replays)],
            ['Action', d => h('span', { style: { display: 'flex', gap: '.25rem' } },
              h(Button, { onClick: () => act('dead-letters/' + d.id, { action: 'replay' }, replayed, reload) }, 'Replay'),
              h(Button, { variant: 'link', onClick: () => show(d.id) }, 'Details'))],
          ] }),
        open && h(pf.Card, { isCompact: true, style: { marginTop: '1rem' } },
          h(pf.CardTitle, null, 'Dead letter ' + open.letter.id + ': ' + open.letter.type + ' ' + open.letter.key),
          h(pf.CardBody, null, h('pre', { style: { whiteSpace: 'pre-wrap' } }, JSON.stringify({ record: open.record, trail: open.trail }, null, 2)),
            h(Button, { variant: 'link', onClick: () => setOpen(null) }, 'Close')))) })
    }

    const Fields = ({ fields }) => h('small', null, Object.entries(fields || {}).map(([name, value]) => name + ': ' + value).join(', '))

    function Review() {
      const decide = (item, action, candidate, reload) => act(
        'review/' + item.id, candidate ? { action, candidate } : { action }, () => item.type + ' ' + item.key + ': ' + action, reload)
      return h(Listing, { section: 'review', seconds: 10, filters: [], table: (data, reload) => h(Table, {
        label: 'Review', rows: data.items, empty: 'Nothing waits for a decision.',
        columns: [
          ['Since', r => time(r.since)], ['Connection', r => r.connection], ['Record', r => r.type + ' ' + r.key],
          ['Way', r => r.direction === 'pull' ? 'from the CRM' : 'to the CRM'], ['Reason', r => r.reason], ['Fields', r => h(Fields, { fields: r.record })],
          ['Candidates', r => (r.candidates || []).map(c => h('div', { key: c.id, style: { marginBottom: '.25rem' } },
            h(Button, { onClick: () => decide(r, 'link', c.id, reload) }, 'Link to ' + c.id), ' ', c.why === r.reason ? '' : c.why + ' ', h(Fields, { fields: c.fields })))],
          ['Action', r => h('span', { style: { display: 'flex', gap: '.25rem' } },
            h(Button, { onClick: () => decide(r, 'create', null, reload) }, 'Create'),
            h(Button, { variant: 'link', onClick: () => decide(r, 'skip', null, reload) }, 'Skip'))],
        ] }) })
    }

    const Progress = ({ view }) => h('span', null, number(view.listed) + (view.total == null ? '' : ' of ' + number(view.total)),
      view.total > 0 && h('div', null, h(Budget, { used: view.listed / view.total, label: Math.round(100 * view.listed / view.total) + ' % listed' })))

    const what = view => [view.live && 'live', view.kind, view.criterion, view.schedule && 'at ' + view.schedule].filter(Boolean).join(' ')

    function Pull() {
      const pulls = useSection('pulls', 5)
      const imports = useSection('imports', 5)
      const [asked, setAsked] = useState(null)
      const change = (view, action) => { setAsked(null); act('imports/' + view.id, { action }, () => 'Import ' + view.id + ': ' + action, imports.reload) }
      const actions = view => h('span', { style: { display: 'flex', gap: '.25rem' } },
        ['running', 'waiting'].includes(view.state) && h(Button, { onClick: () => change(view, 'pause') }, 'Pause'),
        ['paused', 'failed'].includes(view.state) && h(Button, { onClick: () => change(view, 'resume') }, 'Resume'),
        !['done', 'cancelled'].includes(view.state) && (asked === view.id
          ? h(Button, { variant: 'danger', onClick: () => change(view, 'cancel') }, 'Cancel it')
          : h(Button, { variant: 'link', onClick: () => setAsked(view.id) }, 'Cancel ...')))
      return h(React.Fragment, null,
        h(pf.Title, { headingLevel: 'h2', size: 'md', style: { margin: '1rem 0 0' } }, 'Looked through for changes'),
        h(Loaded, { section: pulls }, data => h(Table, {
          label: 'Looked through for changes', rows: data, empty: 'No connection was looked through yet: none has pull: true, or webhooks tell everything.',
          columns: [
            ['Connection', p => p.connection], ['Type', p => p.type], ['Last change seen', p => time(p.movedAt)],
            ['Waiting', p => number(p.marksWaiting)], ['Oldest', p => age(p.oldestMarkAgeSeconds)],
          ] })),
        h(pf.Title, { headingLevel: 'h2', size: 'md', style: { margin: '1rem 0 0' } }, 'Imports'),
        h(Loaded, { section: imports }, data => h(Table, {
          label: 'Imports', rows: data.items, empty: 'There is no import yet.',
          columns: [
            ['No', i => i.id], ['Connection', i => i.connection], ['Type', i => i.type], ['What', what], ['State', i => h(Mark, { word: i.state })],
            ['Listed', i => h(Progress, { view: i })], ['Left', i => number(i.left)],
            ['Outcomes', i => Object.entries(i.outcomes || {}).map(([word, n]) => number(n) + ' ' + word).join(', ')],
            ['By', i => i.createdBy], ['Next', i => time(i.nextAt)], ['Reason', i => i.reason || ''], ['Action', actions],
          ] })))
    }

    const TABS = [['overview', 'Overview', Overview], ['connections', 'Connections', Connections], ['pull', 'Pull and imports', Pull],
      ['sync-log', 'Sync log', SyncLog],      ['dead-letters', 'Dead letters', DeadLetters], ['review', 'Review', Review]]

    return function CrmSync() {
      const path = router.useLocation().pathname.split('/')
      const navigate = router.useNavigate()
      const wanted = path[path.indexOf('crm-sync') + 1]
      const active = TABS.some(([key]) => key === wanted) ? wanted : 'overview'
      return h(pf.PageSection, { hasBodyWrapper: false },
        h(pf.Title, { headingLevel: 'h1' }, 'CRM Sync'),
        h(pf.Tabs, { activeKey: active, onSelect: (_, key) => navigate('/crm-sync/' + key), mountOnEnter: true, unmountOnExit: true },
          TABS.map(([key, title, Tab]) =>
            h(pf.Tab, { key, eventKey: key, title: h(pf.TabTitleText, null, title) }, h(Guard, { key }, h(Tab))))))
    }
  }

  async function plugin() {
    try {
      const modules = await within(20000, Promise.all([
        take('react'), take('@hawtio/react'), take('@patternfly/react-core'), take('@patternfly/react-table'), take('react-router-dom', 'react-router')]))
      modules[1].hawtio.addPlugin({
        id: 'crm-sync', title: 'CRM Sync', path: '/crm-sync', order: -1, component: page(...modules), isActive: async () => true })
    } catch (e) {
      console.error('CRM Sync page not loaded', e)
    }
  }

  window.crmSync = { init: shared => { scope = shared }, get: async () => () => ({ plugin }) }
})()

import { useEffect, useMemo, useState } from "react";

const COLUMNS = ["open", "doing", "done"];

function Card({ task, onMove }) {
  const at = COLUMNS.indexOf(task.state);
  return (
    <li className="card">
      <h3>{task.title}</h3>
      {task.notes && <p>{task.notes}</p>}
      <button disabled={at === 0} onClick={() => onMove(task.id, COLUMNS[at - 1])}>
        Back
      </button>
      <button disabled={at === COLUMNS.length - 1} onClick={() => onMove(task.id, COLUMNS[at + 1])}>
        Forth
      </button>
    </li>
  );
}

function Column({ name, tasks, onMove }) {
  return (
    <section aria-label={name}>
      <h2>
        {name} <small>{tasks.length}</small>
      </h2>
      <ul>
        {tasks.map((task) => (
          <Card key={task.id} task={task} onMove={onMove} />
        ))}
      </ul>
    </section>
  );
}

export default function Board({ address }) {
  const [tasks, setTasks] = useState([]);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    let current = true;
    fetch(address)
      .then((response) => response.json())
      .then((loaded) => current && setTasks(loaded))
      .catch((error) => setProblem(error.message));
    return () => {
      current = false;
    };
  }, [address]);

  const byState = useMemo(() => Object.groupBy(tasks, (task) => task.state), [tasks]);

  function move(id, state) {
    setTasks((present) => present.map((task) => (task.id === id ? { ...task, state } : task)));
  }

  if (problem !== null) {
    return <p role="alert">{problem}</p>;
  }
  return (
    <main>
      {COLUMNS.map((name) => (
        <Column key={name} name={name} tasks={byState[name] ?? []} onMove={move} />
      ))}
    </main>
  );
}

/** Everyday SQL, for rooms that begin empty. */
export const SQL = `CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  email TEXT UNIQUE,
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE
);

CREATE INDEX users_by_name ON users (name);

SELECT u.id, u.name, COUNT(*) AS total
FROM users u
LEFT JOIN orders o ON o.user_id = u.id
WHERE u.created_at >= '2024-01-01'
  AND u.name IS NOT NULL
GROUP BY u.id, u.name
HAVING COUNT(*) > 1
ORDER BY total DESC
LIMIT 10;

INSERT INTO users (id, name) VALUES (1, 'name');

UPDATE users SET name = 'name' WHERE id = 1;

DELETE FROM users WHERE id = 1;

ALTER TABLE users ADD COLUMN age INTEGER;

select * from users where id in (select user_id from orders);
`;

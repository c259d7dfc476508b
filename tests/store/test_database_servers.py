"""The servers that other tests read from and write to are what they are taken for."""

from __future__ import annotations

from tests.databases import Server


def test_postgresql_runs_with_tls_on_loopback(postgresql: Server) -> None:
    import psycopg

    with postgresql.database() as name:
        postgresql.run(name, "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)")
        connection = psycopg.connect(
            host="127.0.0.1",
            port=postgresql.port,
            user=postgresql.user,
            password=postgresql.password,
            dbname=name,
            sslmode="verify-full",
            sslrootcert=str(postgresql.ca),
        )
        assert connection.execute("SELECT a FROM t").fetchall() == [(1,)]
        assert connection.pgconn.ssl_in_use
        connection.close()


def test_mariadb_runs_with_tls_on_loopback(mariadb: Server) -> None:
    import pymysql

    with mariadb.database() as name:
        mariadb.run(name, "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)")
        connection = pymysql.connect(
            host="127.0.0.1",
            port=mariadb.port,
            user=mariadb.user,
            password=mariadb.password.encode(),
            database=name,
            ssl_ca=str(mariadb.ca),
            ssl_verify_cert=True,
            ssl_verify_identity=True,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT a FROM t")
            assert cursor.fetchall() == ((1,),)
            cursor.execute("SHOW STATUS LIKE 'Ssl_cipher'")
            assert cursor.fetchall()[0][1]
        connection.close()

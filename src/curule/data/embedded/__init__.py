"""The PostgreSQL that Curule brings along: started by the first who needs it, stopped by the last.

    with running_server(data_folder) as url:
        ...  # url: the database "curule" of that server

Everybody who works with the server holds a shared lock on a file of users. The kernel lets go of
the lock of a process that ends, however it ends: nothing is counted and nobody is forgotten.
"""

from curule.data.embedded.server import running_server

__all__ = ["running_server"]

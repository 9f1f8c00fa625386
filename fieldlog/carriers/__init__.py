"""Ways by which the files of a made week leave: a folder, a mail, a bucket, an SFTP server, a webhook."""

@echo off
chcp 65001 >nul
cd /d "%~dp0"
set "LUNGANG_DESK_MANUAL=%~dp0site"
python\python.exe -m lungang.cli serve --help >nul 2>&1 && (python\python.exe -m lungang.cli serve %* & goto :eof)
python\python.exe -m lungang.cli demo %*

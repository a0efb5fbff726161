using Microsoft.Data.Sqlite;
using Tollgate.Aggregating;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Aggregating;

/// <summary>
/// One summing of an hour or a day: it becomes the owner of the mark, puts the new rows together without a lock, moves them subject by
/// subject in short transactions as long as it is still the owner, and takes the mark away if no event came meanwhile.
/// </summary>
internal sealed class SummaryRun : IDisposable
{
    private const int Subjects = 200;
    private readonly SqliteConnection _connection;
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private readonly long _start;
    private readonly bool _isHour;
    private long _mark;

    public SummaryRun(SqliteConnection connection, SummaryGrain grain, long start)
    {
        _connection = connection;
        _start = start;
        _isHour = grain == SummaryGrain.Hour;
        SummaryFunctions.Register(connection);
        Execute(SummaryStatements.Session);
    }

    /// <summary>Takes the hour or day over; false when its events are gone, and then its mark, too.</summary>
    public bool TryBegin()
    {
        using var transaction = _connection.BeginTransaction(); // takes the write lock at once
        var isGone = _isHour && _start < (long)Scalar(SummaryStatements.KeptFrom)!;
        if (isGone)
        {
            Execute(SummaryStatements.DropMark);
        }
        else
        {
            _mark = (long)Scalar(_isHour ? SummaryStatements.OwnHour : SummaryStatements.OwnDay)!;
        }

        transaction.Commit();
        return !isGone;
    }

    /// <summary>Puts the new rows together; how many there are.</summary>
    public long Sum()
    {
        var rows = Execute(_isHour ? SummaryStatements.SumEvents : SummaryStatements.SumDay);
        Execute(_isHour ? SummaryStatements.TotalHour : SummaryStatements.TotalDay);
        return rows;
    }

    /// <summary>Ranges of subjects whose rows are moved together.</summary>
    public List<(string First, string Last)> Ranges()
    {
        using var command = Command(_isHour ? SummaryStatements.SubjectsOfHour : SummaryStatements.SubjectsOfDay);
        using var reader = command.ExecuteReader();
        var subjects = new List<string>();
        while (reader.Read())
        {
            subjects.Add(reader.GetString(0));
        }

        return [.. subjects.Chunk(Subjects).Select(c => (c[0], c[^1]))];
    }

    /// <summary>Replaces the rows of a range of subjects; false when another run has taken over.</summary>
    public bool TryMove(string first, string last) => TryInTransaction(() =>
    {
        if (_isHour)
        {
            Execute(SummaryStatements.MoveSubjects, first, last);
        }

        Execute(_isHour ? SummaryStatements.ReplaceHour : SummaryStatements.ReplaceDay, first, last);
    });

    /// <summary>Replaces everybody's totals and takes the mark away; false when another run has taken over.</summary>
    public bool TryEnd() => TryInTransaction(() =>
    {
        Execute(SummaryStatements.ReplaceTotals);
        Execute(_isHour ? SummaryStatements.EndHour : SummaryStatements.EndDay);
    });

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private bool TryInTransaction(Action work)
    {
        using var transaction = _connection.BeginTransaction();
        if ((long)Scalar(_isHour ? SummaryStatements.IsHourOwned : SummaryStatements.IsDayOwned)! == 0)
        {
            return false;
        }

        work();
        transaction.Commit();
        return true;
    }

    private object? Scalar(string text)
    {
        using var command = Command(text);
        return command.ExecuteScalar();
    }

    private int Execute(string text, string? first = null, string? last = null)
    {
        using var command = Command(text);
        command.Parameters.AddWithValue("$first", first ?? "");
        command.Parameters.AddWithValue("$last", last ?? "");
        return command.ExecuteNonQuery();
    }

    /// <summary>A command with everything that the statements ask for; parameters that one does not use are no error.</summary>
    private SqliteCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$start", _start);
        command.Parameters.AddWithValue("$owner", _owner);
        command.Parameters.AddWithValue("$mark", _mark);
        command.Parameters.AddWithValue("$day", Calendar.DayOf(_start));
        command.Parameters.AddWithValue("$month", Calendar.MonthOf(_start));
        command.Parameters.AddWithValue("$grain", _isHour ? "hour" : "day");
        return command;
    }
}
